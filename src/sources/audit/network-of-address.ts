import type { Dialect } from "../../sql/dialect.ts";
import { joinSql, type Sql, sql } from "../../sql/sql.ts";

const IPV4_PATTERN = "^([0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3})[.][0-9]{1,3}$";
const IPV6_PATTERN = "^[0-9a-f]{0,4}:[0-9a-f:.]*$";
/** Groups of four hexadecimal digits in a /48, the size in which providers hand out networks. Source: RFC 6177, section 2. */
const IPV6_NETWORK_GROUP_COUNT = 3;

/** Address text without blanks and capitals, an IPv4 address out of its IPv6 form (RFC 4291, section 2.5.5.2). */
export function plainAddress(address: Sql): Sql {
  const lowered = sql`lower(trim(${address}))`;
  return sql`CASE WHEN contains(${address}, '.') THEN replace(${lowered}, '::ffff:', '') ELSE ${lowered} END`;
}

/**
 * A plain address without the port that may follow: `192.0.2.7:443`, `[2001:db8::1]:443`. An IPv6 address without
 * brackets has none. NULL for what names no peer: blank, a port alone, the
 * unspecified address, loopback.
 */
export function peerAddress(dialect: Dialect, plain: Sql): Sql {
  const withoutPort = sql`CASE WHEN ${plain} LIKE '[%' THEN ${dialect.splitPart(sql`substr(${plain}, 2)`, "]", 1)}
    WHEN contains(${plain}, '.') AND contains(${plain}, ':') AND NOT ${plain} LIKE '%:%:%' THEN ${dialect.splitPart(plain, ":", 1)}
    ELSE ${plain} END`;
  return sql`CASE WHEN ${plain} LIKE '127.%' OR ${plain} LIKE '[::1]%' THEN NULL
    WHEN ${withoutPort} LIKE ':%' AND NOT ${withoutPort} LIKE '::%' THEN NULL
    WHEN ${withoutPort} IN ('', '0.0.0.0', '::', '::1', '0:0:0:0:0:0:0:1', 'localhost') THEN NULL ELSE ${withoutPort} END`;
}

/** Network of a peer address: `192.0.2.0/24`, `2001:db8:0::/48`; NULL for what is no address. */
export function networkOfAddress(dialect: Dialect, peer: Sql): Sql {
  const upToGap = dialect.splitPart(peer, "::", 1);
  const groups = Array.from({ length: IPV6_NETWORK_GROUP_COUNT }, (_, index) => {
    const group = dialect.regexpReplaceAll(dialect.splitPart(upToGap, ":", index + 1), "^0+", "");
    return sql`CASE WHEN ${group} = '' THEN '0' ELSE ${group} END`;
  });
  const isIpv6 = dialect.regexpMatches(peer, IPV6_PATTERN);
  return sql`CASE WHEN contains(${peer}, ':') THEN CASE WHEN ${isIpv6} THEN ${joinSql(groups, " || ':' || ")} || '::/48' END
    ELSE ${dialect.regexpExtract(peer, IPV4_PATTERN, 1)} || '.0/24' END`;
}

/** Leading product token of a user agent in lower case; NULL for blank text. Source: RFC 9110, section 10.1.5. */
export function userAgentFamily(dialect: Dialect, userAgent: Sql): Sql {
  const token = dialect.splitPart(dialect.splitPart(sql`ltrim(${userAgent})`, "/", 1), " ", 1);
  return sql`nullif(lower(${token}), '')`;
}
