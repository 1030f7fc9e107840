import type { Refusal } from "../account/account.ts";

/** 404: something that is no securable is not there, as `Token 42`. */
export function missing(thing: string): Refusal {
  return {
    status: 404,
    code: "RESOURCE_DOES_NOT_EXIST",
    message: `${thing} does not exist.`,
    sqlState: null,
  };
}

/** 400, not 404: how the jobs service answers for a job that is not there. */
export function missingJob(jobId: string): Refusal {
  return {
    status: 400,
    code: "INVALID_PARAMETER_VALUE",
    message: `Job ${jobId} does not exist.`,
    sqlState: null,
  };
}

/** 409: there is one already, or it is in the way. */
export function conflict(code: string, message: string): Refusal {
  return { status: 409, code, message, sqlState: "42710" };
}
