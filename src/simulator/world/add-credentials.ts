import { createHash } from "node:crypto";
import { DAY_MS, epochMs } from "../../domain/units.ts";
import { daysBefore } from "./draft-principals.ts";
import { drawHex, drawUuid } from "./draw-id.ts";
import type { WorldDraft } from "./world-draft.ts";
import type { WorldMembers } from "./world-members.ts";

/** Share of humans with a personal access token, and of those tokens that never end. */
const TOKEN_RATIO = 0.22;
const ENDLESS_RATIO = 0.5;
/** Tokens that end do so long after the plan. */
const TOKEN_LIFETIME_DAYS = 400;
const SECRET_LIFETIME_DAYS = 730;

/**
 * Adds personal access tokens of humans and an OAuth secret for every service principal. Their values are drawn and
 * thrown away: nobody can log in with them, they are there to be listed and revoked. Returns token ids by numeric id of
 * the owner.
 */
export function addCredentials(
  draft: WorldDraft,
  { humans, principals }: WorldMembers,
): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  for (const human of humans) {
    const random = draft.random.fork(`token ${human.principalId}`);
    if (random.uniform() >= TOKEN_RATIO) continue;
    const id = drawHex(random, 64);
    const createdAt = daysBefore(draft, 5 + 200 * random.uniform());
    draft.account.tokens.set(id, {
      id,
      valueHash: hashOf(drawHex(random, 32)),
      owner: human.principalId,
      createdBy: human.userName,
      workspaceId: human.role === "engineer" ? draft.workspaceIds.prod : draft.workspaceIds.analytics,
      comment: "my scripts",
      createdAt,
      expiresAt:
        random.uniform() < ENDLESS_RATIO
          ? null
          : epochMs(draft.startAt + (draft.dayCount + TOKEN_LIFETIME_DAYS) * DAY_MS),
      scopes: [],
      lastUsedAt: null,
    });
    tokens.set(human.principalId, id);
  }
  const serviceIds = principals.services.map(({ principalId }) => principalId);
  for (const owner of [...serviceIds, principals.readerId, principals.responderId]) {
    const random = draft.random.fork(`secret ${owner}`);
    const id = drawUuid(random);
    const createdAt = daysBefore(draft, 10 + 100 * random.uniform());
    draft.account.secrets.set(id, {
      id,
      owner,
      valueHash: hashOf(drawHex(random, 32)),
      createdAt,
      expiresAt: epochMs(createdAt + SECRET_LIFETIME_DAYS * DAY_MS),
      scopes: [],
    });
  }
  return tokens;
}

function hashOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
