"""Recomputes some of the reference numbers of this folder from their equations, sharing no code with the program.

    python3 tests/reference/check.py        # needs scipy

Constant degrees of freedom, t = ln x, natural units in GeV. For a species with g degrees of freedom
    dY/dt = -(s/H) <sigma v> (Y^2 - Y_eq^2),    Y_eq = 45 g x^2 K_2(x) / (4 pi^4 g_s),
integrated by SciPy's Radau in W = ln Y; freeze-in by decay is an integral.
"""

import json
import math
import pathlib

from scipy.integrate import quad, solve_ivp
from scipy.special import kve

PLANCK_MASS = 1.220890e19
CM3_PER_S = 1 / 1.167329991e-17


def entropy_over_hubble(temperature, g):
    hubble = math.sqrt(4 * math.pi**3 * g / 45) * temperature**2 / PLANCK_MASS
    return 2 * math.pi**2 / 45 * g * temperature**3 / hubble


def ln_equilibrium(x, g, g_s):
    return math.log(45 * g / (4 * math.pi**4 * g_s) * x**2 * kve(2, x)) - x


def freeze_out(mass, sigma_v, g=2, g_s=86.25, semi=0.0):
    """Final yield for <sigma v>(x) in GeV^-2, with semi-annihilation chi chi -> chi SM of strength `semi`."""

    def rate(t, w):
        x = math.exp(t)
        factor = entropy_over_hubble(mass / x, g_s)
        ln_y, ln_eq = w[0], ln_equilibrium(x, g, g_s)
        loss = sigma_v(x) * -math.expm1(2 * (ln_eq - ln_y)) + 0.5 * semi * -math.expm1(ln_eq - ln_y)
        return [-factor * math.exp(ln_y) * loss]

    start = 0.0
    solution = solve_ivp(
        rate, (start, math.log(1e3)), [ln_equilibrium(1.0, g, g_s)], method="Radau", rtol=1e-11, atol=1e-11
    )
    y = math.exp(solution.y[0, -1])
    # Beyond x = 1000 only the loss is left: 1/Y grows by the integral of (s/H) <sigma v> dt.
    total = lambda t: entropy_over_hubble(mass / math.exp(t), g_s) * (sigma_v(math.exp(t)) + 0.5 * semi)
    return y / (1 + y * quad(total, math.log(1e3), math.log(1e12), epsabs=0, epsrel=1e-10, limit=500)[0])


def freeze_in(mass, width, g=1, g_s=106.75):
    """Yield of one particle per decay of a parent in equilibrium."""

    def integrand(t):
        x = math.exp(t)
        hubble = math.sqrt(4 * math.pi**3 * g_s / 45) * (mass / x) ** 2 / PLANCK_MASS
        y_eq = math.exp(ln_equilibrium(x, g, g_s))
        return width / hubble * kve(1, x) / kve(2, x) * y_eq

    return quad(integrand, math.log(1e-5), math.log(300), epsabs=0, epsrel=1e-12, limit=500)[0]


def reference(file, model, setting=""):
    table = json.loads((pathlib.Path(__file__).parent / file).read_text())
    for case in table["cases"]:
        settings = " ".join(case["set"])
        if case["model"] == model and setting in settings and "ideal-gas" not in settings:
            return next(value for name, value in case["expect"].items() if name.startswith("yield"))
    raise KeyError((file, model, setting))


def main():
    sv = 3e-26 * CM3_PER_S
    checks = [
        ("s wave, 1 GeV", freeze_out(1.0, lambda x: sv), reference("freeze-out.json", "s-wave", "m=1 GeV")),
        ("s wave, 100 GeV", freeze_out(100.0, lambda x: sv), reference("freeze-out.json", "s-wave", "m=100 GeV")),
        (
            "p wave, 100 GeV",
            freeze_out(100.0, lambda x: 1e-24 * CM3_PER_S / x),
            reference("freeze-out.json", "p-wave", "g_star=86.25"),
        ),
        (
            "semi-annihilation",
            freeze_out(100.0, lambda x: 1.5e-26 * CM3_PER_S, semi=3e-26 * CM3_PER_S),
            reference("networks.json", "semi-annihilation"),
        ),
        ("freeze-in by decay", freeze_in(1000.0, 1e-21), reference("freeze-in.json", "freeze-in-decay")),
    ]
    for name, found, expected in checks:
        print(f"{name:20} {found:.9e} {expected:.9e} {found / expected - 1:+.1e}")
        assert abs(found / expected - 1) < 2e-8, name


if __name__ == "__main__":
    main()
