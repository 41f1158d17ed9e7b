// The system calls of the channel manager: `coresrv/cm/cm_api.h`.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  /** `server` is the name of a process; `msecs` in milliseconds. `rsid` is the RIID. */
  Connect: {
    params: [
      ['server', 'str'],
      ['service', 'str'],
      ['msecs', 'u32'],
    ],
    results: { handle: 0, rsid: 1 },
    blocks: true,
  },
  /** `client` and `service` take names, as `../name-buffer.ts` says. */
  Listen: {
    params: [
      ['msecs', 'u32'],
      ['client', 'out'],
      ['service', 'out'],
    ],
    results: { clientLength: 0, serviceLength: 1 },
    blocks: true,
  },
  /** `listener` may be INVALID_HANDLE: then a new listener is made. */
  Accept: {
    params: [
      ['client', 'str'],
      ['service', 'str'],
      ['rsid', 'u32'],
      ['listener', 'handle'],
    ],
    results: { handle: 0 },
  },
  Drop: {
    params: [
      ['client', 'str'],
      ['service', 'str'],
    ],
    releases: true,
  },
} as const

/** Channels made at run time. */
export const cmContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'cm',
  'cm.CM',
  448,
  calls,
)
