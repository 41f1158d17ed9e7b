// The system calls of handles: `coresrv/handle/handle_api.h`. Contexts and event ids are tokens.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  Close: { params: [['handle', 'handle']], releases: true },
  CreateBadge: {
    params: [
      ['notice', 'handle'],
      ['eventId', 'f64'],
      ['context', 'f64'],
    ],
    results: { handle: 0 },
  },
  CreateUserObject: {
    params: [
      ['type', 'u32'],
      ['rights', 'u32'],
      ['context', 'f64'],
    ],
    results: { handle: 0 },
  },
  Revoke: { params: [['handle', 'handle']], releases: true },
  RevokeSubtree: {
    params: [
      ['handle', 'handle'],
      ['badge', 'handle'],
    ],
    releases: true,
  },
  /** `copyBadge` may be INVALID_HANDLE. */
  Copy: {
    params: [
      ['inHandle', 'handle'],
      ['newRightsMask', 'u32'],
      ['copyBadge', 'handle'],
    ],
    results: { outHandle: 0 },
  },
} as const

/** Handles, badges and user resources. */
export const handleContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'handles',
  'handle.Handle',
  192,
  calls,
)
