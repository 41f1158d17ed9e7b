// The system calls of notifications: `coresrv/handle/notice_api.h`. A receiver is a handle, an
// event id a token.

import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  Create: { params: [], results: { notice: 0 } },
  SubscribeToObject: {
    params: [
      ['notice', 'handle'],
      ['object', 'handle'],
      ['evMask', 'u32'],
      ['evId', 'f64'],
    ],
  },
  /**
   * Waits `msec` milliseconds for notifications, and takes as many as fit into `events`: records as
   * `../event-record.ts` says, with the mask of events as their value.
   */
  GetEvent: {
    params: [
      ['notice', 'handle'],
      ['msec', 'u32'],
      ['events', 'out'],
    ],
    results: { count: 0 },
    blocks: true,
  },
  SetObjectEvent: {
    params: [
      ['object', 'handle'],
      ['evMask', 'u32'],
    ],
  },
  /** As GetEvent, with the number of events as the value of a record. */
  GetEventEx: {
    params: [
      ['notice', 'handle'],
      ['msec', 'u32'],
      ['events', 'out'],
    ],
    results: { count: 0 },
    blocks: true,
  },
  UnsubscribeFromObject: {
    params: [
      ['notice', 'handle'],
      ['object', 'handle'],
    ],
    releases: true,
  },
  UnsubscribeFromEvent: {
    params: [
      ['notice', 'handle'],
      ['evId', 'f64'],
    ],
    releases: true,
  },
  DropAndWake: { params: [['notice', 'handle']], releases: true },
  /** The handle stays. libkos closes it with the last reference to the receiver's id. */
  Release: { params: [['notice', 'handle']], releases: true },
} as const

/** Notification receivers. */
export const noticeContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'notices',
  'notice.Notice',
  256,
  calls,
)
