// The systems that were booted and not disposed of: how a matcher (`matchers.ts`), which is given
// nothing but a return code, finds out what the policy has denied. The one state of this package
// that outlives a call; a system leaves it when it is disposed of.

/** A denial, and when it was. */
export interface Denial {
  /** Milliseconds of the kernel's clock. */
  readonly time: number
  /**
   * Who wanted to do what, to whom: `request Client -> Server demo.Lights.Set (endpoint lights)`.
   */
  readonly event: string
  /** Why, and what to do about it. */
  readonly message: string
}

/** What knows its denials. */
export interface Denying {
  readonly denials: readonly Denial[]
}

const living: Set<Denying> = /* @__PURE__ */ new Set()

/** From now on `latestDenials` looks at it. */
export function enter(system: Denying): void {
  living.add(system)
}

/** It is looked at no more. */
export function leave(system: Denying): void {
  living.delete(system)
}

/** The last denial of each living system that denied something. */
export function latestDenials(): readonly Denial[] {
  return [...living].flatMap(({ denials }) => denials.at(-1) ?? [])
}
