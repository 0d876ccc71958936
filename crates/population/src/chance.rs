//! Chance that depends on nothing but the seed, the name of what is drawn, and who it is drawn for.
//!
//! What may not happen here: a state that is carried from one person to the next. Any person can be drawn alone, and a
//! variable that is added to a recipe changes nothing of the others.

/// The step and the mixing of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The chance of one thing that is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream(u64);

impl Stream {
    pub fn new(seed: u64, name: &str) -> Stream {
        let start = mix(seed.wrapping_add(STEP));
        Stream(
            name.bytes()
                .fold(start, |state, byte| mix((state ^ u64::from(byte)).wrapping_add(STEP))),
        )
    }

    /// Sixty-four bits for that place: a household's number, or a person's.
    pub fn at(self, place: u64) -> u64 {
        mix(self.0.wrapping_add(place.wrapping_mul(STEP)))
    }
}

fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first outputs of SplitMix64 with the state 1234567.
        let stream = Stream(1_234_567);
        let first: Vec<u64> = (1..=3).map(|place| stream.at(place)).collect();
        assert_eq!(
            first,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn names_and_seeds_have_chances_of_their_own() {
        let all = [("age", 1), ("age", 2), ("sex", 1), ("", 1)];
        let drawn: Vec<u64> =
            all.iter().map(|(name, seed)| Stream::new(*seed, name).at(0)).collect();
        for (n, one) in drawn.iter().enumerate() {
            assert!(!drawn[..n].contains(one));
        }
    }
}
