/** Sessions of clients: catalog and schema of the statements that name one. */
export interface SqlSessions {
  open(owner: string, place: SessionPlace): string;
  /** Null when there is none of that id for that owner. */
  find(owner: string, id: string): SessionPlace | null;
  /** What USE changed. */
  move(id: string, place: SessionPlace): void;
  close(owner: string, id: string): boolean;
}

export interface SessionPlace {
  readonly catalog: string | null;
  readonly schema: string | null;
}

export function openSqlSessions(uuid: () => string): SqlSessions {
  const sessions = new Map<string, { readonly owner: string; place: SessionPlace }>();
  return {
    open(owner, place) {
      const id = uuid();
      sessions.set(id, { owner, place });
      return id;
    },
    find(owner, id) {
      const session = sessions.get(id);
      return session?.owner === owner ? session.place : null;
    },
    move(id, { catalog, schema }) {
      const session = sessions.get(id);
      if (session === undefined) return;
      session.place = { catalog: catalog ?? session.place.catalog, schema: schema ?? session.place.schema };
    },
    close(owner, id) {
      return sessions.get(id)?.owner === owner && sessions.delete(id);
    },
  };
}
