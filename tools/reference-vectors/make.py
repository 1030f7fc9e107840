"""Writes the reference vectors of src/stats to test/golden/stats/vectors.json.

Run once, by hand, after a change of what is tested:
    python3 -m venv /some/folder/outside && /some/folder/outside/bin/pip install mpmath==1.4.1
    /some/folder/outside/bin/python tools/reference-vectors/make.py
Every value is computed by mpmath with 60 digits from definitions (sums, integrals, hypergeometric series), never by
the formulas of src/stats. Output is deterministic.
"""

import json
import pathlib
import random

from mpmath import mp, mpf, beta, betainc, erfc, exp, findroot, gamma, log, loggamma, quad, sqrt

mp.dps = 60
DRAWS = random.Random(20240229)


def number(value):
    return float(value)


def log_uniform(low, high):
    return float(10 ** DRAWS.uniform(float(mp.log10(low)), float(mp.log10(high))))


def log_gamma_vectors():
    xs = [1e-300, 1e-10, 0.1, 0.5, 1 - 1e-9, 1 + 1e-9, 1.4616321449683623, 2 - 1e-9, 2 + 1e-9, 2.5, 10.5, 11.999, 12,
          171.5, 1e5, 1e10, 1e100]
    xs += [log_uniform(1e-4, 1e6) for _ in range(30)]
    return [[x, number(loggamma(mpf(x)))] for x in xs]


def gamma_tail(a, x):
    """P by its series of positive terms; Q = 1 - P with as many more digits as Q (at least exp(a - x) (x/a)^a) takes."""
    lost = (x - a - a * float(log(mpf(x) / a))) / 2.3 if x > a else 0
    with mp.workdps(60 + int(lost)):
        a, x = mpf(a), mpf(x)
        front = a * log(x) - x - loggamma(a + 1)
        term, total, n, least = mpf(1), mpf(1), 0, mpf(10) ** -(mp.dps - 10)
        while term > total * least:
            n += 1
            term *= x / (a + n)
            total += term
        lower = front + log(total)
        return number(lower), number(mp.log(-mp.expm1(lower)))


def gamma_vectors():
    cases = [(0.5, 0.5), (1, 1), (1e-6, 0.5), (1e-3, 1.4), (0.3, 1e-8), (0.3, 700), (2.5, 690.9), (10, 400), (100, 900),
             (100, 1e-2), (1000, 2000), (1000, 1000), (9999, 9999.5), (9999, 11200), (10000, 10000), (10000, 10950),
             (10000, 9100), (12345.6, 12000), (1e5, 1.04e5), (1e6, 999000), (1e6, 1.03e6), (1e8, 1e8), (1e8, 1.0003e8),
             (1e9, 1e9 + 1e5)]
    for _ in range(40):
        a = log_uniform(1e-2, 5e3)
        # Within thirty standard deviations: farther tails take thousands of digits to make.
        cases.append((a, a * log_uniform(0.05, 1) if DRAWS.random() < 0.5 else a + 30 * DRAWS.random() * a**0.5))
    return [[a, x, *gamma_tail(a, x)] for a, x in cases]


def log_beta_tails(a, b, x, y):
    """Sums the series of the smaller tail: I_x = x^a y^b / (a B) * sum of (a+b)_n / (a+1)_n x^n, all terms positive."""
    a, b, x, y = mpf(a), mpf(b), mpf(x), mpf(y)

    def side(a, b, x, y):
        front = a * log(x) + b * log(y) - log(a) - (loggamma(a) + loggamma(b) - loggamma(a + b))
        term, total, n, least = mpf(1), mpf(1), 0, mpf(10) ** -40
        while term > total * least:
            term *= (a + b + n) / (a + 1 + n) * x
            total += term
            n += 1
        return front + log(total)

    if x * (a + b) < a:
        lower = side(a, b, x, y)
        return number(lower), number(mp.log1p(-exp(lower)))
    upper = side(b, a, y, x)
    return number(mp.log1p(-exp(upper))), number(upper)


def beta_vectors():
    cases = [(0.5, 0.5, 0.5), (2, 3, 0.4), (1e-3, 2, 0.3), (1, 1, 0.25), (5, 0.01, 0.999), (300, 0.5, 0.2),
             (300, 2.5, 1e-2), (40, 40, 1e-8), (1000, 1000, 0.48), (5000, 20, 0.99), (1e4, 3e4, 0.26), (1e5, 0.7, 0.9995),
             (1e5, 1e5, 0.501), (1e6, 50, 0.9999), (1e6, 1e6, 0.4998)]
    for _ in range(60):
        a, b = log_uniform(5e-2, 2e3), log_uniform(5e-2, 2e3)
        cases.append((a, b, DRAWS.random()))
    rows = []
    for a, b, x in cases:
        y = 1 - x
        # x + y = 1 must hold exactly for the reference: take y as the exact complement, given to the code rounded.
        rows.append([a, b, x, y, *log_beta_tails(a, b, x, 1 - mpf(x))])
    return rows


def normal_vectors():
    zs = [0, 1e-10, 0.3, 1, 2.5, 5.9, 8, 20, 37, 40, 1000, -0.3, -1, -6, -37]
    return [[z, number(log(erfc(mpf(z) / sqrt(2)) / 2))] for z in zs]


def normal_quantile_vectors():
    ps = [1e-300, 1e-100, 1e-20, 1e-8, 1e-3, 0.02425, 0.074, 0.076, 0.3, 0.5, 0.7, 0.925, 0.999]
    rows = []
    for p in ps:
        start = -sqrt(-2 * log(mpf(min(p, 1 - p)))) * (1 if p < 0.5 else -1) * mpf("0.95")
        rows.append([p, number(findroot(lambda z: log(erfc(-z / sqrt(2)) / 2) - log(mpf(p)), start)) if p != 0.5 else 0.0])
    return rows


def student_t_vectors():
    cases = [(0, 3), (1, 1), (2.5, 4), (10, 2.7), (60, 5), (1e5, 3), (40, 30), (1e3, 60), (3, 1e4), (-2, 6), (1e100, 3)]
    rows = []
    for t, df in cases:
        x = mpf(df) / (mpf(df) + mpf(t) ** 2)
        far = betainc(mpf(df) / 2, mpf(1) / 2, 0, x, regularized=True) / 2
        rows.append([t, df, number(log(far if t >= 0 else 1 - far))])
    return rows


def poisson_vectors():
    rows = []
    for count, mean in [(0, 0.3), (1, 1e-9), (3, 0.5), (20, 4), (200, 20), (2000, 1000), (5, 60), (400, 1000), (1000, 1000)]:
        lower = sum(exp(-mpf(mean)) * mpf(mean) ** j / gamma(j + 1) for j in range(count + 1))
        upper = 1 - lower + exp(-mpf(mean)) * mpf(mean) ** count / gamma(count + 1)
        if upper < mpf(10) ** -20:
            point = exp(-mpf(mean) + count * log(mpf(mean)) - loggamma(count + 1))
            upper, term, j = mpf(0), point, count
            while term > upper * mpf(10) ** -45:
                upper += term
                j += 1
                term *= mpf(mean) / j
        rows.append([count, mean, number(log(lower)), number(log(upper))])
    return rows


def negative_binomial_row(count, mean, size):
    mean, size = mpf(mean), mpf(size)
    q = mean / (mean + size)
    first = size * mp.log1p(-q)
    point = exp(loggamma(size + count) - loggamma(size) - loggamma(count + 1) + count * log(q) + first)
    lower, term = mpf(0), point
    for j in range(count, -1, -1):
        lower += term
        if term < lower * mpf(10) ** -50:
            break
        term *= j / ((size + j - 1) * q) if j > 0 else 0
    upper, term, j = mpf(0), point, count
    while term > upper * mpf(10) ** -45:
        upper += term
        term *= (size + j) / (j + 1) * q
        j += 1
    near = upper - point / 2 if count > mean else lower - point / 2
    return [number(log(point)), number(log(lower)), number(log(upper)), number(log(near))]


def negative_binomial_vectors():
    cases = [(0, 0.01, 0.3), (1, 0.001, 0.05), (3, 0.4, 1.7), (40, 0.5, 0.2), (65, 60, 3.5), (64, 80, 12), (20, 400, 7),
             (1000, 20, 1.5), (5000, 20, 1.5), (900, 1000, 40.5), (1000, 1000, 5000), (7, 3, 1e6), (0, 900, 5000.5),
             (30000, 50, 1.5), (12, 1e-5, 0.9), (2, 1e-8, 2.2)]
    for _ in range(60):
        mean, size = log_uniform(1e-3, 500), log_uniform(0.05, 500)
        cases.append((int(mean * log_uniform(0.2, 8)) + DRAWS.randrange(4), mean, size))
    return [[c, m, s, *negative_binomial_row(c, m, s)] for c, m, s in cases]


def beta_binomial_vectors():
    cases = [(0, 10, 0.5, 3), (10, 10, 0.5, 3), (4, 20, 2.5, 30), (90, 100, 5, 500), (40, 1000, 1, 99.5), (3000, 100000, 50, 5000),
             (100, 10000, 200.5, 9000), (9990, 10000, 2000, 10), (55, 60, 1e4, 1e4)]
    rows = []
    for count, n, a, b in cases:
        a, b = mpf(a), mpf(b)
        point = exp(loggamma(n + 1) - loggamma(count + 1) - loggamma(n - count + 1)
                    + loggamma(count + a) + loggamma(n - count + b) - loggamma(n + a + b)
                    - loggamma(a) - loggamma(b) + loggamma(a + b))
        upper, term = mpf(0), point
        for j in range(count, n + 1):
            upper += term
            if j < n:
                term *= (n - j) * (a + j) / ((j + 1) * (b + n - j - 1))
        lower, term = mpf(0), point
        for j in range(count, -1, -1):
            lower += term
            if j > 0:
                term *= j * (b + n - j) / ((n - j + 1) * (a + j - 1))
        rows.append([count, n, number(a), number(b), number(log(point)), number(log(lower)), number(log(upper))])
    return rows


def generalized_pareto_vectors():
    rows = []
    for excess, scale, shape in [(1, 2, 0), (1, 2, 1e-12), (1, 2, 1e-5), (50, 2, 0.3), (3, 2, -0.5), (1e6, 1, 0.2), (1e-9, 3, 0.4)]:
        x, s, k = mpf(excess), mpf(scale), mpf(shape)
        rows.append([excess, scale, shape, number(-x / s if k == 0 else -log(1 + k * x / s) / k)])
    return rows


MASK = (1 << 64) - 1


def xoshiro_vectors():
    """First outputs of xoshiro256++ seeded by SplitMix64, in hexadecimal."""
    def rotate(x, k):
        return ((x << k) | (x >> (64 - k))) & MASK

    rows = []
    for seed in [0, 1, 42, 2**53 - 1]:
        counter, s = seed, []
        for _ in range(4):
            counter = (counter + 0x9E3779B97F4A7C15) & MASK
            z = counter
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            s.append(z ^ (z >> 31))
        out = []
        for _ in range(6):
            out.append(f"{(rotate((s[0] + s[3]) & MASK, 23) + s[0]) & MASK:016x}")
            t = (s[1] << 17) & MASK
            s[2] ^= s[0]
            s[3] ^= s[1]
            s[1] ^= s[2]
            s[0] ^= s[3]
            s[2] ^= t
            s[3] = rotate(s[3], 45)
        rows.append([seed, *out])
    return rows


VECTORS = {
    "logGamma": log_gamma_vectors,
    "gammaTails": gamma_vectors,
    "betaTails": beta_vectors,
    "logNormalUpper": normal_vectors,
    "normalQuantile": normal_quantile_vectors,
    "logStudentTUpper": student_t_vectors,
    "poisson": poisson_vectors,
    "negativeBinomial": negative_binomial_vectors,
    "betaBinomial": beta_binomial_vectors,
    "generalizedPareto": generalized_pareto_vectors,
    "xoshiro256plusplus": xoshiro_vectors,
}

if __name__ == "__main__":
    target = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden" / "stats" / "vectors.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, make in VECTORS.items():
        rows = ",\n".join("    " + json.dumps(row) for row in make())
        lines.append(f'  "{name}": [\n{rows}\n  ]')
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
