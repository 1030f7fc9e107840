import { createHash } from "node:crypto";
import { failInvalid } from "./api-error.ts";
import type { ApiRequest } from "./api-route.ts";

/** Page size that the server chooses itself. */
const SERVER_PAGE_COUNT = 100;
/** More than this comes on no page. */
const PAGE_COUNT_MAX = 1_000;

export interface PageRequest<Item> {
  /** Any order; pages are in the order of `keyOf`. */
  readonly items: readonly Item[];
  /** Unique, and the same on every request for the same item. */
  keyOf(item: Item): string;
  readonly sizeParameter: "max_results" | "page_size" | "limit";
  /** Items on a page when the parameter is absent; null: all. */
  readonly countWhenAbsent?: number | null;
  readonly countMax?: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly next_page_token?: string;
}

/**
 * One page. Tokens are opaque, name the last item told (so that nothing is lost or told twice when items come and go
 * between pages) and hold for the same caller and query alone. 0 means a size of the server's choice.
 */
export function pageOf<Item>(request: ApiRequest, page: PageRequest<Item>): Page<Item> {
  const count = pageCount(request, page);
  const after = resumeKey(request);
  const sorted = page.items
    .map((item) => ({ item, key: page.keyOf(item) }))
    .filter(({ key }) => after === null || key > after)
    .sort((left, right) => (left.key < right.key ? -1 : Number(left.key > right.key)));
  if (sorted.length > 0 && isEmptyPage(request))
    return { items: [], next_page_token: pageToken(request, after ?? "") };
  const told = sorted.slice(0, count);
  const last = told.at(-1);
  const items = told.map(({ item }) => item);
  return last === undefined || told.length === sorted.length
    ? { items }
    : { items, next_page_token: pageToken(request, last.key) };
}

/** Whether a fault knob asks for an empty page here. */
export function isEmptyPage({ emulator, method, path }: ApiRequest): boolean {
  return emulator.faults.take(["empty_page"], { method, path }) !== null;
}

function pageCount<Item>({ query }: ApiRequest, page: PageRequest<Item>): number {
  const text = query.get(page.sizeParameter);
  const countMax = page.countMax ?? PAGE_COUNT_MAX;
  if (text === null || text === "") return page.countWhenAbsent ?? Number.POSITIVE_INFINITY;
  const asked = wholeNumber(text, page.sizeParameter);
  if (asked < 0) return failInvalid(`${page.sizeParameter} must be greater than or equal to zero.`);
  return asked === 0 ? Math.min(SERVER_PAGE_COUNT, countMax) : Math.min(asked, countMax);
}

/** A whole number of the query. @throws 400 for anything else. */
export function wholeNumber(text: string, parameter: string): number {
  return /^-?\d{1,15}$/.test(text)
    ? Number(text)
    : failInvalid(`Could not parse parameter ${parameter}: expected an integer.`);
}

/** An id of the query, whole and of 64 bits at most. @throws 400 for anything else. */
export function idText(text: string, parameter: string): string {
  return /^\d{1,19}$/.test(text)
    ? text
    : failInvalid(`Could not parse parameter ${parameter}: expected an integer.`);
}

/** Parameters that may differ between pages of one listing. */
const PAGE_PARAMETERS = new Set(["page_token", "max_results", "page_size", "limit", "offset"]);

/**
 * The key after which the page begins, out of `page_token`; null on the first page. @throws 400 for a foreign token.
 * @param isQueryBound false where later pages leave out the query, so that the key has to hold it.
 */
export function resumeKey(request: ApiRequest, isQueryBound = true): string | null {
  const token = request.query.get("page_token");
  if (token === null || token === "") return null;
  const text = Buffer.from(token, "base64url").toString("utf8");
  const key = text.slice(KEY_INDEX);
  return text.slice(SALT_DIGIT_COUNT, KEY_INDEX) === `${tokenCheck(request, key, isQueryBound)}.`
    ? key
    : failInvalid("Invalid page token.");
}

/** Another one each time: a client takes a list that gives the same token twice, between empty pages, for endless. */
export function pageToken(request: ApiRequest, key: string, isQueryBound = true): string {
  const salt = request.emulator.hex(SALT_DIGIT_COUNT);
  return Buffer.from(`${salt}${tokenCheck(request, key, isQueryBound)}.${key}`).toString("base64url");
}

function tokenCheck(
  { emulator, caller, path, query }: ApiRequest,
  key: string,
  isQueryBound: boolean,
): string {
  const asked = [...query].filter(([name]) => isQueryBound && !PAGE_PARAMETERS.has(name)).sort();
  const bound = JSON.stringify([emulator.pageKey, caller.principalId, caller.workspaceId, path, asked, key]);
  return createHash("sha256").update(bound).digest("base64url").slice(0, CHECK_CHAR_COUNT);
}

const CHECK_CHAR_COUNT = 22;
const SALT_DIGIT_COUNT = 8;
/** Where the key begins in a token: behind salt, check and a dot. */
const KEY_INDEX = SALT_DIGIT_COUNT + CHECK_CHAR_COUNT + 1;

/** A time of the past as a key that sorts newest first. */
export function newestFirstKey(ms: number, id: string): string {
  return `${String(Number.MAX_SAFE_INTEGER - ms).padStart(16, "0")}.${id}`;
}
