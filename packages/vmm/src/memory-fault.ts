// Accesses, and why they fail. Inside, a failed access is a number (`FaultReason`); what programs
// see is a `MemoryFault`.
//
// Access kinds are the bits that a page table entry has for them, so that one AND tells whether an
// access is allowed.

/** Kinds of access: the bits of a page table entry. */
export const Access = { read: 1, write: 2, execute: 4 } as const
/** One of the kinds of access. */
export type Access = (typeof Access)[keyof typeof Access]

/**
 * Why an access failed, as a number: what fault handlers answer. 0 stands for an access that did
 * not fail.
 */
export const FaultReason = {
  free: 1,
  reserved: 2,
  protection: 3,
  guard: 4,
  outOfMemory: 5,
  revoked: 6,
  device: 7,
} as const
/** One of the reasons. */
export type FaultReason = (typeof FaultReason)[keyof typeof FaultReason]

/** The name of a kind of access. */
export type AccessName = keyof typeof Access
/** The name of a reason. */
export type FaultName = keyof typeof FaultReason

const explanations: Readonly<Record<FaultName, string>> = {
  free: 'nothing is allocated there',
  reserved: 'the page is reserved and not committed',
  protection: 'the protection of the page does not allow it',
  guard: 'it is a guard page',
  outOfMemory: 'no memory or quota is left for the page',
  revoked: 'the mapping was revoked',
  device: 'a register takes one aligned access of 1, 2 or 4 bytes',
}

/**
 * Thrown by loads, stores and everything else that touches memory. Nothing was written by the
 * access that failed. In a kernel a fault ends the process instead.
 */
export class MemoryFault extends Error {
  override readonly name = 'MemoryFault'
  /** The first address that could not be accessed; not always where the access began. */
  readonly address: number
  /** What was tried. */
  readonly access: AccessName
  /** Why it failed. */
  readonly reason: FaultName

  constructor(address: number, access: Access, reason: FaultReason) {
    const accessName = nameOf(Access, access)
    const reasonName = nameOf(FaultReason, reason)
    super(`${accessName} at ${formatAddress(address)}: ${explanations[reasonName]}`)
    this.address = address
    this.access = accessName
    this.reason = reasonName
  }
}

/**
 * An address as people write it: hexadecimal, in groups of four digits. What is no address is
 * written as it is.
 */
export function formatAddress(address: number): string {
  if (!Number.isSafeInteger(address) || address < 0) return String(address)
  const digits = address.toString(16).padStart(12, '0')
  return `0x${digits.replace(/\B(?=(?:.{4})+$)/g, '_')}`
}

function nameOf<T extends Readonly<Record<string, number>>>(names: T, value: number): keyof T {
  for (const name in names) if (names[name] === value) return name
  throw new RangeError(`${value} is none of ${Object.keys(names).join(', ')}`)
}
