/** Rows `[from, until)` of the load that `born` committed; `dead` is the version from which on they are gone. */
export interface Segment {
  readonly born: number;
  readonly from: number;
  until: number;
  dead: number | null;
}

/** Which rows of a table live in which version, without the rows. */
export interface TableHistory {
  /** Segments that live, oldest first. */
  live(): readonly Segment[];
  rowCount(): number;
  /** Adds the rows of a load; those older than `keptVersionCount` versions go. */
  append(version: number, rowCount: number, keptVersionCount: number): void;
  /** Replaces all rows. */
  overwrite(version: number, rowCount: number): void;
  /** The oldest rows go; null: all of them. */
  remove(version: number, rowCount: number | null): void;
  /** Segments that died since the last call, whatever they were born in. */
  takeDead(): readonly Segment[];
  /** Says what really lives, after rows were changed by a statement. */
  replace(segments: readonly Segment[]): void;
}

export function openTableHistory(): TableHistory {
  let live: Segment[] = [];
  let dead: Segment[] = [];
  const kill = (isDying: (segment: Segment) => boolean, version: number): void => {
    const dying = live.filter(isDying);
    if (dying.length === 0) return;
    for (const segment of dying) segment.dead = version;
    dead.push(...dying);
    live = live.filter((segment) => segment.dead === null);
  };
  const add = (version: number, rowCount: number): void => {
    if (rowCount > 0) live.push({ born: version, from: 0, until: rowCount, dead: null });
  };
  return {
    live: () => live,
    rowCount: () => live.reduce((sum, { from, until }) => sum + until - from, 0),
    append(version, rowCount, keptVersionCount) {
      kill(({ born }) => born <= version - keptVersionCount, version);
      add(version, rowCount);
    },
    overwrite(version, rowCount) {
      kill(() => true, version);
      add(version, rowCount);
    },
    remove(version, rowCount) {
      let left = rowCount ?? Number.POSITIVE_INFINITY;
      const whole = new Set<Segment>();
      for (const segment of live) {
        const livingRowCount = segment.until - segment.from;
        if (livingRowCount <= left) whole.add(segment);
        else if (left > 0) {
          const cut = segment.from + left;
          live = live.flatMap((each) =>
            each === segment
              ? [
                  { ...each, until: cut },
                  { ...each, from: cut },
                ]
              : [each],
          );
          const gone = live.find((each) => each.born === segment.born && each.until === cut);
          if (gone !== undefined) whole.add(gone);
        }
        left = Math.max(0, left - livingRowCount);
      }
      kill((segment) => whole.has(segment), version);
    },
    takeDead() {
      const taken = dead;
      dead = [];
      return taken;
    },
    replace(segments) {
      live = [...segments];
    },
  };
}
