"""Freeze-in through a dimension-5 operator while a field decays into the plasma.

    python3 tests/reference/early_matter.py        # needs nothing but Python

Shares no code, variables or method with the program: the densities per comoving volume in N = ln a, from a field alone
with H = 1e6 Gamma on, by the classical Runge-Kutta formula. Prints the yield at a = 1e7 with the temperature there, and
what production at lower temperatures adds: in the era of radiation dY/dT is constant.
"""

import math

DEGREES, PLANCK_MASS, T_RH, LAMBDA = 106.75, 1.220890e19, 1e6, 1e14
FRIEDMANN = 8 * math.pi / (3 * PLANCK_MASS**2)
WIDTH = math.sqrt(4 * math.pi**3 * DEGREES / 45) * T_RH**2 / PLANCK_MASS


def temperature(density):
    return (30 * density / (math.pi**2 * DEGREES)) ** 0.25


def entropy(t):
    return 2 * math.pi**2 / 45 * DEGREES * t**3


def reaction_density(t):
    return t**6 / (16 * math.pi**5 * LAMBDA**2)


def slopes(n, state):
    field, radiation, _ = state
    a = math.exp(n)
    hubble = math.sqrt(FRIEDMANN * (field / a**3 + radiation / a**4))
    produced = reaction_density(temperature(radiation / a**4)) * a**3
    return [-WIDTH * field / hubble, WIDTH * field * a / hubble, produced / hubble]


def evolve(steps, end):
    state, h = [(1e6 * WIDTH) ** 2 / FRIEDMANN, 0.0, 0.0], math.log(end) / steps
    for k in range(steps):
        n = k * h
        moved = lambda by, share: [y + share * h * d for y, d in zip(state, by)]
        one = slopes(n, state)
        two = slopes(n + h / 2, moved(one, 0.5))
        three = slopes(n + h / 2, moved(two, 0.5))
        four = slopes(n + h, moved(three, 1.0))
        state = [y + h / 6 * (p + 2 * q + 2 * r + s) for y, p, q, r, s in zip(state, one, two, three, four)]
    t = temperature(state[1] / end**4)
    return state[2] / end**3 / entropy(t), t


for steps in (20_000, 40_000):
    found, t = evolve(steps, 1e7)
    hubble = math.sqrt(4 * math.pi**3 * DEGREES / 45) * t**2 / PLANCK_MASS
    rest = reaction_density(t) / (entropy(t) * hubble)
    print(f"{steps} steps: Y = {found:.9e} at T = {t:.9e} GeV, {found + rest:.9e} in the end")
