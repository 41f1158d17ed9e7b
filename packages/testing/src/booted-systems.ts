// The systems that were booted and not disposed of.
//
// A matcher (`matchers.ts`) gets only a return code, so it looks here for the denials of policies.
// This is the only global state of the package; a system is removed when it is disposed of.

/** A denial of the policy, with its time. */
export interface Denial {
  /** Milliseconds of the kernel's clock. */
  readonly time: number
  /** The event as text: `request Client -> Server demo.Lights.Set (endpoint lights)`. */
  readonly event: string
  /** The reason, and how to change the policy. */
  readonly message: string
}

/** The part of a system that is used. */
export interface HasDenials {
  readonly denials: readonly Denial[]
}

const booted: Set<HasDenials> = /* @__PURE__ */ new Set()

/** Adds a system to those of `latestDenials`. */
export function register(system: HasDenials): void {
  booted.add(system)
}

/** Removes a system from those of `latestDenials`. */
export function unregister(system: HasDenials): void {
  booted.delete(system)
}

/** The last denial of each booted system that has one. */
export function latestDenials(): readonly Denial[] {
  return [...booted].flatMap(({ denials }) => denials.at(-1) ?? [])
}
