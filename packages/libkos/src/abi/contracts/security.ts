// The system call of security interfaces: `coresrv/nk/transport-kos-security.h`.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  /**
   * Asks the security module about a message of a method of the process' security interface. Its
   * RIID is the number of the interface. The policy decides about the message, so about the call
   * itself none does. rcOk: granted.
   */
  Ask: {
    params: [
      ['request', 'in'],
      ['requestArena', 'in'],
      ['requestArenaSize', 'u32'],
    ],
  },
} as const

/** Security interfaces. */
export const securityContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'security',
  '',
  576,
  calls,
)
