import type { KnownRows } from "./known-value.ts";

/** Queries: aggregates, windows, joins, generators, set operations, and rules that depend on the types of columns. */
export const KNOWN_QUERIES: readonly KnownRows[] = [
  [
    "SELECT a < b, a = b, a IN (b, 8), CASE a WHEN b THEN 'same' WHEN 10 THEN 'ten' END, nullif(a, 10), equal_null(a, 10), length(b), upper(b), b || a FROM VALUES ('10', 9) AS t(a, b)",
    ["boolean", "boolean", "boolean", "string", "string", "boolean", "int", "string", "string"],
    [[false, false, false, "ten", null, true, 1, "9", "910"]],
  ],
  [
    "SELECT a - b = INTERVAL 3 DAYS, year(c), unix_seconds(c), a - c = INTERVAL 4 DAYS FROM (SELECT DATE '2026-03-05' AS a, DATE '2026-03-02' AS b, '2026-03-01' AS c) AS t",
    ["boolean", "int", "bigint", "boolean"],
    [[true, 2026, 1772323200, true]],
  ],
  [
    "SELECT count(*), count(a), count(DISTINCT a), count(DISTINCT a, b), sum(a), sum(DISTINCT a), avg(a), mean(a), min(b), max(b) FROM VALUES (1,'x'),(2,'y'),(3,'z'),(1,'x'),(NULL,'q') AS t(a,b)",
    ["bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "double", "double", "string", "string"],
    [[5, 4, 3, 3, 7, 6, 1.75, 1.75, "q", "z"]],
  ],
  [
    "SELECT count_if(a > 1), bool_or(a > 2), any(a > 9), some(a > 2), bool_and(a > 0), every(a > 1), count(*) FILTER (WHERE a > 1), approx_count_distinct(a), bit_and(a), bit_or(a) FROM VALUES (1),(2),(3),(NULL) AS t(a)",
    ["bigint", "boolean", "boolean", "boolean", "boolean", "boolean", "bigint", "bigint", "int", "int"],
    [[2, true, false, true, true, false, 2, 3, 0, 3]],
  ],
  [
    "SELECT percentile(a, 0.5), percentile(a, array(0.25, 0.75)), percentile_approx(a, 0.5), approx_percentile(a, 0.9), percentile_cont(0.5) WITHIN GROUP (ORDER BY a), percentile_cont(0.9) WITHIN GROUP (ORDER BY a DESC), percentile_disc(0.5) WITHIN GROUP (ORDER BY a), median(a) FROM VALUES (100),(200),(300),(400),(NULL) AS t(a)",
    ["double", "array<double>", "int", "int", "double", "double", "double", "double"],
    [[250.0, [175.0, 325.0], 200, 400, 250.0, 129.99999999999997, 200.0, 250.0]],
  ],
  [
    "SELECT round(stddev(a), 6), round(std(a), 6), round(stddev_samp(a), 6), round(stddev_pop(a), 6), variance(a), var_samp(a), round(var_pop(a), 6), round(corr(a, b), 6), covar_samp(a, b), round(covar_pop(a, b), 6) FROM VALUES (1, 2),(2, 1),(3, 5) AS t(a, b)",
    ["double", "double", "double", "double", "double", "double", "double", "double", "double", "double"],
    [[1.0, 1.0, 1.0, 0.816497, 1.0, 1.0, 0.666667, 0.720577, 1.4999999999999998, 1.0]],
  ],
  [
    "SELECT any_value(a), first(a), first(a, true), first_value(b), last(b), last_value(b, true), max_by(a, b), min_by(a, b) FROM VALUES (NULL, 1),(5, 2),(6, 3) AS t(a, b)",
    ["int", "int", "int", "int", "int", "int", "int", "int"],
    [[null, null, 5, 1, 3, 3, 6, null]],
  ],
  [
    "SELECT sort_array(collect_list(a)), sort_array(collect_set(a)), sort_array(array_agg(a)), size(collect_list(CASE WHEN a > 9 THEN a END)), string_agg(b, '-') WITHIN GROUP (ORDER BY b), listagg(b) WITHIN GROUP (ORDER BY b DESC) FROM VALUES (2, 'x'),(1, 'y'),(2, 'z'),(NULL, NULL) AS t(a, b)",
    ["array<int>", "array<int>", "array<int>", "int", "string", "string"],
    [[[1, 2, 2], [1, 2], [1, 2, 2], 0, "x-y-z", "zyx"]],
  ],
  [
    "SELECT a, grouping(a), grouping_id(a), count(*) FROM VALUES ('x'),('x'),('y') AS t(a) GROUP BY ROLLUP (a) ORDER BY a",
    ["string", "tinyint", "bigint", "bigint"],
    [
      [null, 1, 1, 3],
      ["x", 0, 0, 2],
      ["y", 0, 0, 1],
    ],
  ],
  [
    "SELECT a, b, count(*) FROM VALUES ('x', 1),('x', 2) AS t(a, b) GROUP BY CUBE (a, b) ORDER BY a, b",
    ["string", "int", "bigint"],
    [
      [null, null, 2],
      [null, 1, 1],
      [null, 2, 1],
      ["x", null, 2],
      ["x", 1, 1],
      ["x", 2, 1],
    ],
  ],
  [
    "SELECT a, b, sum(c) FROM VALUES ('x', 1, 5),('x', 2, 7) AS t(a, b, c) GROUP BY GROUPING SETS ((a), (a, b)) ORDER BY a, b",
    ["string", "int", "bigint"],
    [
      ["x", null, 12],
      ["x", 1, 5],
      ["x", 2, 7],
    ],
  ],
  [
    "SELECT a, sum(b) AS s FROM VALUES ('x', 1),('y', 2),('x', 3) AS t(a, b) GROUP BY ALL HAVING s > 2 ORDER BY a",
    ["string", "bigint"],
    [["x", 4]],
  ],
  [
    "SELECT lower(a) AS a, count(*) FROM VALUES ('A'),('a') AS t(a) GROUP BY a ORDER BY 1, 2",
    ["string", "bigint"],
    [
      ["a", 1],
      ["a", 1],
    ],
  ],
  [
    "SELECT a, row_number() OVER (ORDER BY a), rank() OVER (ORDER BY a DESC), dense_rank() OVER (ORDER BY a), ntile(2) OVER (ORDER BY a), round(percent_rank() OVER (ORDER BY a), 4), round(cume_dist() OVER (ORDER BY a), 4) FROM VALUES (1),(2),(2),(NULL) AS t(a) ORDER BY 1, 2",
    ["int", "int", "int", "int", "int", "double", "double"],
    [
      [null, 1, 4, 1, 1, 0.0, 0.25],
      [1, 2, 3, 2, 1, 0.3333, 0.5],
      [2, 3, 1, 3, 2, 0.6667, 1.0],
      [2, 4, 1, 3, 2, 0.6667, 1.0],
    ],
  ],
  [
    "SELECT a, lag(a) OVER (ORDER BY a), lag(a, 1, 0) OVER (ORDER BY a), lead(a, 2) OVER (ORDER BY a), sum(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), first_value(a) OVER (ORDER BY a DESC), nth_value(a, 2) OVER (ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), last_value(a) IGNORE NULLS OVER (ORDER BY a DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), avg(a) OVER () FROM VALUES (1),(2),(NULL) AS t(a) ORDER BY a",
    ["int", "int", "int", "int", "bigint", "int", "int", "int", "double"],
    [
      [null, null, 0, 2, null, 2, 1, 1, 1.5],
      [1, null, null, null, 1, 2, 1, 1, 1.5],
      [2, 1, 1, null, 3, 2, 1, 1, 1.5],
    ],
  ],
  [
    "SELECT d, count(*) OVER (ORDER BY d RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW) FROM VALUES (DATE '2024-01-01'),(DATE '2024-01-02'),(DATE '2024-01-05') AS t(d) ORDER BY d",
    ["date", "bigint"],
    [
      ["2024-01-01", 1],
      ["2024-01-02", 2],
      ["2024-01-05", 1],
    ],
  ],
  [
    "SELECT a, sum(b) OVER w FROM VALUES ('x', 1),('x', 2),('y', 4) AS t(a, b) WINDOW w AS (PARTITION BY a ORDER BY b) ORDER BY a, b",
    ["string", "bigint"],
    [
      ["x", 1],
      ["x", 3],
      ["y", 4],
    ],
  ],
  ["SELECT x FROM VALUES (1),(NULL),(2) AS a(x) ORDER BY x", ["int"], [[null], [1], [2]]],
  ["SELECT x FROM VALUES (1),(NULL),(2) AS a(x) ORDER BY x DESC", ["int"], [[2], [1], [null]]],
  [
    "SELECT x FROM VALUES (1),(NULL),(2) AS a(x) ORDER BY x NULLS LAST LIMIT 2 OFFSET 1",
    ["int"],
    [[2], [null]],
  ],
  [
    "SELECT a.x, b.x FROM VALUES (1),(2) AS a(x) LEFT JOIN VALUES (2),(3) AS b(x) ON a.x = b.x ORDER BY 1",
    ["int", "int"],
    [
      [1, null],
      [2, 2],
    ],
  ],
  [
    "SELECT a.x, b.x FROM VALUES (1),(2) AS a(x) FULL OUTER JOIN VALUES (2),(3) AS b(x) ON a.x = b.x ORDER BY 1, 2",
    ["int", "int"],
    [
      [null, 3],
      [1, null],
      [2, 2],
    ],
  ],
  [
    "SELECT a.x, b.x FROM VALUES (1),(2) AS a(x) RIGHT JOIN VALUES (2),(3) AS b(x) ON a.x = b.x ORDER BY 2",
    ["int", "int"],
    [
      [2, 2],
      [null, 3],
    ],
  ],
  ["SELECT x FROM VALUES (1),(2) AS a(x) LEFT SEMI JOIN VALUES (2),(3) AS b(y) ON a.x = b.y", ["int"], [[2]]],
  ["SELECT x FROM VALUES (1),(2) AS a(x) ANTI JOIN VALUES (2),(3) AS b(y) ON a.x = b.y", ["int"], [[1]]],
  [
    "SELECT * FROM VALUES (1, 'l') AS a(k, v) JOIN VALUES (1, 'r') AS b(k, w) USING (k)",
    ["int", "string", "string"],
    [[1, "l", "r"]],
  ],
  [
    "SELECT k, v, w FROM VALUES (1, 'l') AS a(k, v) NATURAL JOIN VALUES (1, 'r') AS b(k, w)",
    ["int", "string", "string"],
    [[1, "l", "r"]],
  ],
  [
    "SELECT a.x, b.y FROM VALUES (1),(2) AS a(x), VALUES (3) AS b(y) WHERE a.x < b.y ORDER BY 1",
    ["int", "int"],
    [
      [1, 3],
      [2, 3],
    ],
  ],
  [
    "SELECT a.x, s.y FROM VALUES (1),(2) AS a(x), LATERAL (SELECT a.x * 10 AS y) AS s ORDER BY 1",
    ["int", "int"],
    [
      [1, 10],
      [2, 20],
    ],
  ],
  [
    "SELECT t.a, e.v FROM VALUES (1, array(10, 20)),(2, array()) AS t(a, l) LATERAL VIEW explode(l) e AS v ORDER BY 1, 2",
    ["int", "int"],
    [
      [1, 10],
      [1, 20],
    ],
  ],
  [
    "SELECT t.a, e.v FROM VALUES (1, array(10, 20)),(2, array()) AS t(a, l) LATERAL VIEW OUTER explode(l) e AS v ORDER BY 1, 2",
    ["int", "int"],
    [
      [1, 10],
      [1, 20],
      [2, null],
    ],
  ],
  [
    "SELECT t.a, e.p, e.v FROM VALUES (1, array('x', 'y')) AS t(a, l) LATERAL VIEW posexplode(l) e AS p, v ORDER BY 2",
    ["int", "int", "string"],
    [
      [1, 0, "x"],
      [1, 1, "y"],
    ],
  ],
  [
    "SELECT t.a, k, v FROM VALUES (1, map('x', 5)) AS t(a, m) LATERAL VIEW explode(m) AS k, v",
    ["int", "string", "int"],
    [[1, "x", 5]],
  ],
  [
    "SELECT a, explode(l) AS v FROM VALUES (1, array(10, 20)),(2, array()) AS t(a, l) ORDER BY 2",
    ["int", "int"],
    [
      [1, 10],
      [1, 20],
    ],
  ],
  [
    "SELECT a, explode_outer(l) AS v FROM VALUES (1, array(10)),(2, NULL) AS t(a, l) ORDER BY 1",
    ["int", "int"],
    [
      [1, 10],
      [2, null],
    ],
  ],
  [
    "SELECT posexplode(array('a', 'b'))",
    ["int", "string"],
    [
      [0, "a"],
      [1, "b"],
    ],
  ],
  ["SELECT posexplode_outer(array('a'))", ["int", "string"], [[0, "a"]]],
  ["SELECT explode(map('a', 1))", ["string", "int"], [["a", 1]]],
  [
    "SELECT inline(array(struct(1, 'p'), struct(2, 'q')))",
    ["int", "string"],
    [
      [1, "p"],
      [2, "q"],
    ],
  ],
  ["SELECT inline_outer(array(named_struct('x', 1, 'y', 'p')))", ["int", "string"], [[1, "p"]]],
  [
    "SELECT e.x, e.y FROM VALUES (1) AS t(a) CROSS JOIN LATERAL inline(array(named_struct('q', 7, 'r', 'p'))) AS e(x, y)",
    ["int", "string"],
    [[7, "p"]],
  ],
  ["SELECT id FROM range(2, 5)", ["bigint"], [[2], [3], [4]]],
  [
    "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT a.x, b.y FROM a, b",
    ["int", "int"],
    [[1, 2]],
  ],
  [
    "WITH a(q) AS (SELECT 1) SELECT q FROM (WITH a AS (SELECT 2 AS q) SELECT q FROM a) AS s UNION ALL SELECT q FROM a",
    ["int"],
    [[2], [1]],
  ],
  ["SELECT 1 AS a UNION SELECT 1 UNION ALL SELECT 2 ORDER BY a DESC", ["int"], [[2], [1]]],
  ["SELECT a FROM VALUES (1),(1),(2) AS t(a) EXCEPT ALL SELECT 1 ORDER BY 1", ["int"], [[1], [2]]],
  ["SELECT a FROM VALUES (1),(1),(2) AS t(a) INTERSECT SELECT 1", ["int"], [[1]]],
  ["SELECT 1 AS a UNION ALL SELECT 2 INTERSECT SELECT 2 ORDER BY 1", ["int"], [[1], [2]]],
  [
    "SELECT x FROM VALUES (1),(2) AS t(x) WHERE EXISTS (SELECT 1 FROM VALUES (2) AS u(y) WHERE u.y = t.x)",
    ["int"],
    [[2]],
  ],
  ["SELECT x FROM VALUES (1),(2) AS t(x) WHERE x NOT IN (SELECT y FROM VALUES (2) AS u(y))", ["int"], [[1]]],
  [
    "SELECT x, (SELECT max(y) FROM VALUES (1),(5) AS u(y) WHERE u.y > t.x) FROM VALUES (1),(9) AS t(x) ORDER BY 1",
    ["int", "int"],
    [
      [1, 5],
      [9, null],
    ],
  ],
  ["SELECT (1, 2) IN (SELECT 1, 2), (1, 2) IN ((1, 3))", ["boolean", "boolean"], [[true, false]]],
  ["SELECT * EXCEPT (b) FROM VALUES (1, 2, 3) AS t(a, b, c)", ["int", "int"], [[1, 3]]],
  ["SELECT t.* FROM VALUES (1, 2) AS t(a, b)", ["int", "int"], [[1, 2]]],
  ["SELECT DISTINCT a FROM VALUES (1),(1) AS t(a)", ["int"], [[1]]],
  ["SELECT col1, col2 FROM VALUES (1, 'a')", ["int", "string"], [[1, "a"]]],
  ["SELECT a + 1 AS b, b * 2 FROM VALUES (1) AS t(a)", ["int", "int"], [[2, 4]]],
  [
    "SELECT sum(x), sum(y), sum(z), sum(x) / 2 FROM VALUES (1, 1.5D, 1.25),(2, 2.5D, 2.25) AS t(x, y, z)",
    ["bigint", "double", "decimal(13,2)", "double"],
    [[3, 4.0, "3.50", 1.5]],
  ],
  [
    "SELECT round(x, 2), round(y, 1), round(z), round(z, -1) FROM VALUES (1.005D, 1.25, 17) AS t(x, y, z)",
    ["double", "decimal(3,1)", "int", "int"],
    [[1.01, "1.3", 17, 20]],
  ],
  [
    "SELECT d - 1, d + INTERVAL 2 DAYS, ts + INTERVAL 1 DAY, d + INTERVAL 1 HOUR FROM VALUES (DATE '2024-01-05', TIMESTAMP '2024-01-05 10:00:00') AS t(d, ts)",
    ["date", "date", "timestamp", "timestamp"],
    [["2024-01-04", "2024-01-07", "2024-01-06 10:00:00", "2024-01-05 01:00:00"]],
  ],
  [
    "SELECT d || '', ts || '', x || '', n || '', b || '', c || '' FROM VALUES (DATE '2024-01-05', TIMESTAMP '2024-01-05 10:00:00', 1e10, 5, true, 1.50) AS t(d, ts, x, n, b, c)",
    ["string", "string", "string", "string", "string", "string"],
    [["2024-01-05", "2024-01-05 10:00:00", "1.0E10", "5", "true", "1.50"]],
  ],
  [
    "SELECT concat_ws('|', d, ts, x, n) FROM VALUES (DATE '2024-01-05', TIMESTAMP '2024-01-05 10:00:00', 1.5D, 5) AS t(d, ts, x, n)",
    ["string"],
    [["2024-01-05|2024-01-05 10:00:00|1.5|5"]],
  ],
  [
    "SELECT CAST(x AS INT), CAST(s AS INT), CAST(ts AS DATE), CAST(d AS STRING), CAST(x AS STRING), CAST(d AS INT), CAST(ts AS BIGINT), CAST(s AS BIGINT), CAST(t AS TIMESTAMP), CAST(t AS DATE) FROM VALUES (2.9D, '12', TIMESTAMP '2024-01-05 10:00:00', 3.94, '2024-01-05T10:00') AS t(x, s, ts, d, t)",
    ["int", "int", "date", "string", "string", "int", "bigint", "bigint", "timestamp", "date"],
    [[2, 12, "2024-01-05", "3.94", "2.9", 3, 1704448800, 12, "2024-01-05 10:00:00", "2024-01-05"]],
  ],
  [
    "SELECT m[1], a[1], m2['k'], size(m), size(a), element_at(a, -1), element_at(m, 2), s.f FROM (SELECT map(1, 'x', 2, 'y') AS m, array('p', 'q') AS a, map('k', 5) AS m2, named_struct('f', 9) AS s)",
    ["string", "string", "int", "int", "int", "string", "string", "int"],
    [["x", "q", 5, 2, 2, "q", "y", 9]],
  ],
  [
    "SELECT x % 3, x DIV 2, x / 4, -x, x / y FROM VALUES (7, 2.0D) AS t(x, y)",
    ["int", "bigint", "double", "int", "double"],
    [[1, 3, 1.75, -7, 3.5]],
  ],
  [
    "SELECT isnan(x), nanvl(x, 0D), x = x, x > 1e300 FROM VALUES (CAST('NaN' AS DOUBLE)) AS t(x)",
    ["boolean", "double", "boolean", "boolean"],
    [[true, 0.0, true, true]],
  ],
  [
    "SELECT substring(s, n), substring(s, n, 2), left(s, n), right(s, -n), lpad(s, 4, '*') FROM VALUES ('abc', -2) AS t(s, n)",
    ["string", "string", "string", "string", "string"],
    [["bc", "bc", "", "bc", "*abc"]],
  ],
  [
    "SELECT date_trunc('month', d), year(ts), hour(ts), date_format(ts, 'yyyy-MM'), datediff(ts, d), unix_millis(ts), to_date(ts) FROM VALUES (DATE '2024-02-05', TIMESTAMP '2024-02-07 10:00:00') AS t(d, ts)",
    ["timestamp", "int", "int", "string", "int", "bigint", "date"],
    [["2024-02-01 00:00:00", 2024, 10, "2024-02", 2, 1707300000000, "2024-02-07"]],
  ],
  [
    "SELECT s = 5, s IN ('5', '6'), s BETWEEN '4' AND '6', d = '2024-01-05', ts >= '2024-01-05' FROM VALUES ('5', DATE '2024-01-05', TIMESTAMP '2024-01-05 00:00:00') AS t(s, d, ts)",
    ["boolean", "boolean", "boolean", "boolean", "boolean"],
    [[true, true, true, true, true]],
  ],
  ["SELECT a FROM (VALUES (1),(2)) AS t(a) WHERE a > 1", ["int"], [[2]]],
  ["SELECT filter(collect_list(x), y -> y > 1) FROM VALUES (1),(2) AS t(x)", ["array<int>"], [[[2]]]],
  [
    "SELECT a, count(*) FROM VALUES (1),(1) AS t(a) GROUP BY a WITH ROLLUP ORDER BY 1",
    ["int", "bigint"],
    [
      [null, 2],
      [1, 2],
    ],
  ],
  [
    "SELECT a, b FROM VALUES (2, 'x'),(1, 'y') AS t(a, b) ORDER BY ALL",
    ["int", "string"],
    [
      [1, "y"],
      [2, "x"],
    ],
  ],
  ["SELECT `a``b`, `c d` FROM VALUES (1, 2) AS t(`a``b`, `c d`)", ["int", "int"], [[1, 2]]],
  ["SELECT /* note /* nested */ */ 1 AS a ", ["int"], [[1]]],
  [
    "SELECT a, b FROM VALUES (1, 2),(1, 3) AS t(a, b) QUALIFY row_number() OVER (PARTITION BY a ORDER BY b DESC) = 1",
    ["int", "int"],
    [[1, 3]],
  ],
  ["SELECT iff(true, 1, 2), 1::string", ["int", "string"], [[1, "1"]]],
  ["SELECT any_value(x) FROM VALUES (1) AS t(x) GROUP BY ()", ["int"], [[1]]],
];
