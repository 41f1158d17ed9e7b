// The system calls of clocks: `coresrv/time/time_api.h`. A time is whole seconds and nanoseconds.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  GetUpTime: { params: [], results: { sec: 0, nsec: 1 } },
  GetUpTimeRes: { params: [], results: { sec: 0, nsec: 1 } },
  GetSystemTime: { params: [], results: { sec: 0, nsec: 1 } },
  GetSystemTimeRes: { params: [], results: { sec: 0, nsec: 1 } },
  SetSystemTime: {
    params: [
      ['sec', 'f64'],
      ['nsec', 'f64'],
    ],
  },
} as const

/** Up time and system time, with their resolutions. */
export const timeContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'time',
  'time.Time',
  128,
  calls,
)
