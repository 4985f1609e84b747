"""Independent values of the strong coupling for `tests.rs`: steps of Runge and Kutta in ln(mu) between thresholds.

python3 reference.py
"""

from math import log, pi

ZETA_3 = 1.2020569031595942854
Z, BOTTOM, CHARM = 91.1880, 4.183, 1.2730


def beta(n):
    """Coefficients in powers of alpha/pi: hep-ph/9701390, eq. 8."""
    return (
        (11 - 2 / 3 * n) / 4,
        (102 - 38 / 3 * n) / 16,
        (2857 / 2 - 5033 / 18 * n + 325 / 54 * n**2) / 64,
        (
            149753 / 6
            + 3564 * ZETA_3
            - (1078361 / 162 + 6508 / 27 * ZETA_3) * n
            + (50065 / 162 + 6472 / 81 * ZETA_3) * n**2
            + 1093 / 729 * n**3
        )
        / 256,
    )


def run(a, n, start, end, steps=20000):
    b0, b1, b2, b3 = beta(n)
    h = log(end / start) / steps

    def slope(a):
        return -2 * a * a * (b0 + a * (b1 + a * (b2 + a * b3)))

    for _ in range(steps):
        k1 = slope(a)
        k2 = slope(a + h / 2 * k1)
        k3 = slope(a + h / 2 * k2)
        k4 = slope(a + h * k3)
        a += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return a


def without_heavy_quark(a, light):
    """hep-ph/9706430 at the MS-bar mass of the quark."""
    c3 = 564731 / 124416 - 82043 / 27648 * ZETA_3 - 2633 / 31104 * light
    return a * (1 + 11 / 72 * a**2 + c3 * a**3)


five = run(0.1180 / pi, 5, Z, BOTTOM)
four = without_heavy_quark(five, 4)
three = without_heavy_quark(run(four, 4, BOTTOM, CHARM), 3)
print("b", five * pi)
print("tau", run(four, 4, BOTTOM, 1.77693) * pi)
print("2 GeV", run(four, 4, BOTTOM, 2.0) * pi)
print("1 GeV", run(three, 3, CHARM, 1.0) * pi)
