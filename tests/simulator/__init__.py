"""Random sessions before the wall, with the truth: bodies, cameras, and landmarks that err as the model's do.

``simulate(scenario(seed, "front"))`` gives the looks that the engine would see and what was true. The same
seed gives the same session; every value of the scenario can be fixed by name. ``python -m tests.simulator``
prints how the engine fares on many of them.

World: centimetres; X to the left hand of somebody facing the camera, Y up, Z out of the wall, which is the
plane Z = 0; the floor is Y = 0.
"""

from tests.simulator.scenario import TROUBLES, VIEWS, Scenario, Trouble, scenario
from tests.simulator.session import Session, mirrored, simulate

__all__ = ["TROUBLES", "VIEWS", "Scenario", "Session", "Trouble", "mirrored", "scenario", "simulate"]
