//! A signature that a PDF carries in itself: a comment line before the end of the file, over all other bytes. Readers of PDF
//! pass over comments, and PDF/A allows them there. What may not happen here: belief in a file of which one byte is not signed.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::Wrong;
use crate::text::{array_from_base64, base64, is_line};

/// Begins the line.
const MARK: &[u8] = b"%Madang-Signature ";
/// Ends every PDF.
const END: &[u8] = b"%%EOF";
/// What is signed begins with this, so that the signature is of nothing else.
const SIGNED: &[u8] = b"madang-pdf/v1\n";
/// The longest id of a key, in bytes.
const KID_BYTES_MAX: usize = 100;
/// The largest file that is looked at.
pub const FILE_BYTES_MAX: usize = 50 * 1024 * 1024;

/// The file with its signature in it.
///
/// # Errors
/// [`Wrong::Malformed`] when it is no PDF, carries a signature already, or the id of the key can't be a word of a line.
pub fn sign(file: &[u8], kid: &str, key: &SigningKey) -> Result<Vec<u8>, Wrong> {
    let end = end_of(file).ok_or(Wrong::Malformed("PDF"))?;
    if find(file, MARK).is_some() || !is_word(kid) {
        return Err(Wrong::Malformed("PDF"));
    }
    let signature = key.sign(&signed(file));
    let line = format!("{kid} {}\n", base64(&signature.to_bytes()));
    let (before, after) = file.split_at(end);
    Ok([before, MARK, line.as_bytes(), after].concat())
}

/// Whether every byte of the file is as it was signed; gives the id of the key.
///
/// # Errors
/// [`Wrong::Malformed`] when there is no signature where it belongs, [`Wrong::UnknownKey`], [`Wrong::Signature`],
/// [`Wrong::TooMuch`] over [`FILE_BYTES_MAX`].
pub fn verify(file: &[u8], key_of: &dyn Fn(&str) -> Option<VerifyingKey>) -> Result<String, Wrong> {
    if file.len() > FILE_BYTES_MAX {
        return Err(Wrong::TooMuch("PDF bytes"));
    }
    let wrong = || Wrong::Malformed("PDF signature");
    let start = find(file, MARK).ok_or_else(wrong)?;
    let (before, rest) = file.split_at(start);
    let rest = rest.get(MARK.len()..).ok_or_else(wrong)?;
    let length = rest.iter().position(|byte| *byte == b'\n').ok_or_else(wrong)?;
    let (line, after) = rest.split_at(length);
    let after = after.get(1..).ok_or_else(wrong)?;
    // Nothing but the end of the file may follow: what came later would be shown and not be signed.
    if after.strip_suffix(b"\n").unwrap_or(after) != END {
        return Err(wrong());
    }
    let line = std::str::from_utf8(line).map_err(|_| wrong())?;
    let (kid, signature) =
        line.split_once(' ').filter(|(kid, _)| is_word(kid)).ok_or_else(wrong)?;
    let signature = Signature::from_bytes(&array_from_base64(signature, "PDF signature")?);
    let key = key_of(kid).ok_or(Wrong::UnknownKey)?;
    let bytes = signed(&[before, after].concat());
    key.verify_strict(&bytes, &signature).map_err(|_| Wrong::Signature)?;
    Ok(kid.to_string())
}

fn signed(file: &[u8]) -> Vec<u8> {
    [SIGNED, Sha256::digest(file).as_slice()].concat()
}

fn is_word(kid: &str) -> bool {
    is_line(kid, KID_BYTES_MAX) && !kid.contains(' ')
}

// Where the last line of the file begins.
fn end_of(file: &[u8]) -> Option<usize> {
    let body = file.strip_suffix(b"\n").unwrap_or(file);
    (file.starts_with(b"%PDF-") && body.ends_with(END)).then(|| body.len() - END.len())
}

fn find(file: &[u8], mark: &[u8]) -> Option<usize> {
    file.windows(mark.len()).position(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n(a certificate)\nendobj\nstartxref\n9\n%%EOF\n";

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn check(file: &[u8]) -> Result<String, Wrong> {
        verify(file, &|kid| (kid == "k1").then(|| key().verifying_key()))
    }

    #[test]
    fn a_signed_file_verifies_and_no_byte_of_it_can_change() {
        let file = sign(PDF, "k1", &key()).unwrap();
        assert_eq!(check(&file), Ok("k1".into()));
        for place in 0..file.len() {
            let mut altered = file.clone();
            altered[place] ^= 1;
            assert!(check(&altered).is_err(), "byte {place}");
            let mut shorter = file.clone();
            shorter.remove(place);
            assert!(check(&shorter).is_err(), "byte {place}");
        }
    }

    #[test]
    fn nothing_can_be_added_after_the_signature() {
        let mut file = sign(PDF, "k1", &key()).unwrap();
        file.extend(b"2 0 obj\n(another certificate)\nendobj\n%%EOF\n");
        assert!(check(&file).is_err());
    }

    #[test]
    fn an_unsigned_file_and_another_key_are_refused() {
        assert_eq!(check(PDF), Err(Wrong::Malformed("PDF signature")));
        let file = sign(PDF, "k2", &key()).unwrap();
        assert_eq!(check(&file), Err(Wrong::UnknownKey));
        let file = sign(PDF, "k1", &SigningKey::from_bytes(&[8; 32])).unwrap();
        assert_eq!(check(&file), Err(Wrong::Signature));
        assert!(sign(b"no PDF", "k1", &key()).is_err());
        assert!(sign(&file, "k1", &key()).is_err(), "signed twice");
    }
}
