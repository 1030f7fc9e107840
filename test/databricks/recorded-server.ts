import { createServer, type IncomingMessage } from "node:http";

export interface RecordedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
  /** Breaks the connection instead. */
  readonly isBroken?: boolean;
}

export interface RecordedServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Everything that was asked since the last `answer`. */
  readonly requests: RecordedRequest[];
  /** From now on, requests are answered so. */
  answer(reply: (request: RecordedRequest) => Reply | Promise<Reply>): void;
  close(): Promise<void>;
}

/** A server on this machine that answers as it is told and remembers what it was asked. */
export async function openRecordedServer(): Promise<RecordedServer> {
  const requests: RecordedRequest[] = [];
  let answering: (request: RecordedRequest) => Reply | Promise<Reply> = () => ({ status: 404 });
  const server = createServer(async (incoming, outgoing) => {
    const request = await recorded(incoming);
    requests.push(request);
    const reply = await answering(request);
    if (reply.isBroken === true) {
      incoming.socket.destroy();
      return;
    }
    const isText = typeof reply.body === "string";
    outgoing.writeHead(reply.status ?? 200, {
      "content-type": isText ? "text/plain" : "application/json",
      ...reply.headers,
    });
    outgoing.end(reply.body === undefined ? "" : isText ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    answer(reply) {
      requests.length = 0;
      answering = reply;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function recorded(incoming: IncomingMessage): Promise<RecordedRequest> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  return {
    method: incoming.method ?? "",
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(parts).toString("utf8"),
  };
}
