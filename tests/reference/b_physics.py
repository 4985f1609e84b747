"""What the reference scripts on B mesons share: inputs, form factors and quadrature. Shares no code with the program.

Masses in GeV (PDG 2024), times in 1/GeV. Form factors of arXiv:2305.06301 (three terms of the simplified z-expansion,
neutral mesons), in mpmath with 30 digits.
"""

from mpmath import mp, mpf, quad, sqrt

mp.dps = 30

HBAR = mpf("6.582119569e-25")
HBAR_C_CM = mpf("1.973269804e-14")
G_F = mpf("1.1663788e-5")
ALPHA = 1 / mpf("137.035999084")
ALPHA_MZ = 1 / mpf("127.930")
S2W = mpf("0.23129")
V_HIGGS = mpf("246.21965")

B_PLUS, B_0, B_S = mpf("5.27941"), mpf("5.27972"), mpf("5.36693")
K_PLUS, K_0 = mpf("0.493677"), mpf("0.497611")
KST_PLUS, KST_0 = mpf("0.89167"), mpf("0.89555")
TAU_BPLUS, TAU_B0, TAU_BS = (mpf(t) * mpf("1e-12") / HBAR for t in ("1.638", "1.517", "1.520"))

# m_R, a_0, a_1, a_2.
TERMS = {
    "f_0": (5.630, "0.33196382", "0.33478906", "0.00372445"),
    "f_plus": (5.415, "0.33196382", "-0.96403506", "-0.30273752"),
    "A_0": (5.366, "0.34213768", "-1.14740932", "2.37275841"),
    "A_1": (5.829, "0.28926565", "0.45994786", "1.22417351"),
    "A_12": (5.829, None, "0.5511594", "0.57813167"),
    "V": (5.415, "0.36280141", "-1.08931588", "2.80292123"),
}


def form_factor(name, q2):
    kaon = K_0 if name.startswith("f") else KST_0
    resonance, *terms = TERMS[name]
    t_plus, t_minus = (B_0 + kaon) ** 2, (B_0 - kaon) ** 2
    t_0 = t_plus * (1 - sqrt(1 - t_minus / t_plus))
    z = lambda t: (sqrt(t_plus - t) - sqrt(t_plus - t_0)) / (sqrt(t_plus - t) + sqrt(t_plus - t_0))
    if name == "A_12":
        terms[0] = mpf("0.34213768") * (B_0**2 - kaon**2) / (8 * B_0 * kaon)
    series = sum(mpf(a) * (z(q2) - z(0)) ** k for k, a in enumerate(terms))
    return series / (1 - q2 / mpf(str(resonance)) ** 2)


def kallen(a, b, c):
    return (a - b - c) ** 2 - 4 * b * c


def integral(f, low, high, breaks=()):
    """The integral of f, which may end in square roots: q2 = low + (high - low) t^2 (3 - 2 t) makes them polynomials."""
    edges = [low, *(b for b in breaks if low < b < high), high]
    total = mpf(0)
    for a, b in zip(edges, edges[1:]):
        q2 = lambda t: a + (b - a) * t * t * (3 - 2 * t)
        total += quad(lambda t: 6 * (b - a) * t * (1 - t) * f(q2(t)), [0, 0.5, 1])
    return total


# Efficiency of the inclusive tag of Belle II in 20 bins of q2 from 0 to 22.885 GeV^2, from the number densities of
# doi:10.17182/hepdata.166082 (arXiv:2507.12393).
EFFICIENCY = [
    0.1609, 0.1680, 0.1598, 0.1469, 0.1318, 0.1130, 0.0962, 0.0785, 0.0620, 0.0472, 0.0345, 0.0236, 0.0155, 0.0089,
    0.0050, 0.0022, 0.0009, 0.0002, 0.0, 0.0,
]
BIN = mpf("22.885") / 20


def mean_efficiency(spectrum, low, high):
    """Of a spectrum of q2 that vanishes below `low` and ends at `high`."""
    seen = mpf(0)
    for k, value in enumerate(EFFICIENCY):
        a, b = max(k * BIN, low), min((k + 1) * BIN, high)
        if value and a < b:
            seen += mpf(value) * integral(spectrum, a, b)
    return seen / integral(spectrum, low, high)
