"""The run of rules.rs in OpenFisca's country template: the same people, the same variables, in float32.

    pip install openfisca-core==46.0.1 openfisca-country-template==8.2.0
    python openfisca.py 1000000
"""

import sys
import time

import numpy
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_country_template import CountryTaxBenefitSystem

PERIOD = "2017-01"
VARIABLES = [
    "income_tax",
    "social_security_contribution",
    "basic_income",
    "parenting_allowance",
    "disposable_income",
]


def main():
    households = int(sys.argv[1] if len(sys.argv) > 1 else 1_000_000) // 3
    system = CountryTaxBenefitSystem()
    begun = time.perf_counter()
    persons = numpy.arange(households * 3)
    is_child = persons % 3 == 2
    days = numpy.where(is_child, 10_957 + persons * 7919 % 6_000, persons * 7919 % 10_000 - 5_000)
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", persons)
    household = builder.declare_entity("household", numpy.arange(households))
    builder.join_with_persons(household, persons // 3, numpy.where(is_child, "child", "adult"))
    simulation = builder.build(system)
    simulation.set_input("birth", PERIOD, days.astype("datetime64[D]"))
    simulation.set_input("salary", PERIOD, numpy.where(is_child, 0, persons * 104_729 % 15_000))
    simulation.set_input("accommodation_size", PERIOD, numpy.arange(households) * 31 % 140)
    results = {}
    for variable in VARIABLES:
        try:
            results[variable] = simulation.calculate(variable, PERIOD)
        except Exception as error:  # A variable that this version has not.
            print(variable, error)
    seconds = time.perf_counter() - begun
    print(f"{households * 3} people in {seconds:.3f} s")
    for variable, values in results.items():
        print(variable, values.sum(dtype="float64"))


main()
