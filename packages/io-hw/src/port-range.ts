// A registered range of ports, and the permission of a process to access it.
//
// Registering says whose the ports are; nobody else can register them meanwhile. Access takes a
// permission, which sets bits in the permission bitmap of the process (`port-permits.ts`).

import type { NumberRange } from './disjoint-ranges.ts'
import type { PortPermits } from './port-permits.ts'
import type { ResourceLifetime } from './resource-lifetime.ts'
import type { ResourceUse, ResourceUses } from './resource-use.ts'

/** Registered ports. Made by `IoClient.registerPorts`. */
export class PortRange implements NumberRange {
  /** The first port. */
  readonly first: number
  /** The port behind the last one. */
  readonly end: number
  /** Name of the process that registered it. */
  readonly owner: string
  /** For permissions. */
  readonly lifetime: ResourceLifetime

  constructor(first: number, size: number, owner: string, lifetime: ResourceLifetime) {
    this.first = first
    this.end = first + size
    this.owner = owner
    this.lifetime = lifetime
  }

  get isAlive(): boolean {
    return this.lifetime.isAlive
  }

  /** Nobody holds it any more: it ends with its last permission. */
  release(): void {
    this.lifetime.release()
  }
}

/** The permission of a process to access the ports of a range. Made by `IoClient.permit`. */
export class PortPermission implements ResourceUse {
  readonly range: PortRange
  onEnded: (() => void) | null = null
  readonly #permits: PortPermits
  readonly #uses: ResourceUses
  #isAlive = true

  constructor(range: PortRange, permits: PortPermits, uses: ResourceUses) {
    this.range = range
    this.#permits = permits
    this.#uses = uses
    permits.permit(range)
    range.lifetime.use()
    uses.add(this)
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  close(): void {
    if (!this.#isAlive) return
    this.revoke()
    this.onEnded?.()
  }

  revoke(): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    this.#permits.withdraw(this.range)
    this.#uses.remove(this)
    this.range.lifetime.endUse()
  }
}
