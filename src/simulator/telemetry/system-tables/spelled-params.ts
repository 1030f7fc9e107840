/** Keys that occur in two spellings in one log (`DashboardId`, `dashboardId`), and how often the rarer one (section 5.1). */
const TWICE_SPELLED_KEYS = ["dataSourceId", "dashboardId", "alertId"] as const;
const OTHER_SPELLING_RATIO = 0.05;
/** `securable_type` is stored in varying case (section 4.1). */
const LOWER_TYPE_RATIO = 0.3;
/** Rows that lack one of their parameters: they may be cut, and older services leave some out (section 3, 9). */
const MISSING_KEY_RATIO = 0.001;

/**
 * Parameters as the log spells them: now and then another case of a key or of a type, or without the last key. `draw` is
 * uniform; flaws of a row exclude one another.
 */
export function spelledParams(
  params: Readonly<Record<string, string>>,
  draw: number,
): Readonly<Record<string, string>> {
  if (draw > 1 - MISSING_KEY_RATIO) return Object.fromEntries(Object.entries(params).slice(0, -1));
  const type = params["securable_type"];
  if (type !== undefined && draw < LOWER_TYPE_RATIO) return { ...params, securable_type: type.toLowerCase() };
  if (draw >= OTHER_SPELLING_RATIO) return params;
  const key = TWICE_SPELLED_KEYS.find((each) => each in params);
  if (key === undefined) return params;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name === key ? capitalized(name) : name, value]),
  );
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
