// The system calls of IPC: `coresrv/syscalls.h`, `coresrv/ipc/ipc_api.h`, the service locator and
// callable handles.
//
// A message is its constant part and its arena. Of an arena that is sent, the first `…ArenaSize`
// bytes travel. The registers after a delivery are IPC's own layout: `@kos/ipc/received`. Its type
// is asserted because `isolatedDeclarations` infers no type of an imported constant.

import { Received, ReceivedResponse } from '@kos/ipc/received'
import { type ContractOf, defineContract } from '../syscall.ts'

const calls = {
  Call: {
    params: [
      ['handle', 'handle'],
      ['request', 'in'],
      ['requestArena', 'in'],
      ['requestArenaSize', 'u32'],
      ['response', 'out'],
      ['responseArena', 'out'],
    ],
    results: ReceivedResponse as typeof ReceivedResponse,
    blocks: true,
  },
  Recv: {
    params: [
      ['handle', 'handle'],
      ['request', 'out'],
      ['requestArena', 'out'],
    ],
    results: Received as typeof Received,
    blocks: true,
  },
  /** `threadId` is the client thread that is answered; 0 is the first of those that wait. */
  Reply: {
    params: [
      ['handle', 'handle'],
      ['threadId', 'u32'],
      ['response', 'in'],
      ['responseArena', 'in'],
      ['responseArenaSize', 'u32'],
    ],
    blocks: true,
  },
  /** The client handle of a static connection. */
  Connect: { params: [['channelName', 'str']], results: { handle: 0 } },
  GetRiid: {
    params: [
      ['handle', 'handle'],
      ['endpoint', 'str'],
    ],
    results: { riid: 0 },
  },
  /** The listener handle of the static connections under a name. */
  Register: { params: [['channelName', 'str']], results: { handle: 0 } },
  /** `ipcChannel` is a listener handle, `context` a token. */
  CreateCallable: {
    params: [
      ['type', 'u32'],
      ['rights', 'u32'],
      ['context', 'f64'],
      ['ipcChannel', 'handle'],
      ['riid', 'u32'],
    ],
    results: { handle: 0 },
  },
  /** As Call. `mdelay` in milliseconds; `syncHandle` may be INVALID_HANDLE. */
  CallEx: {
    params: [
      ['handle', 'handle'],
      ['request', 'in'],
      ['requestArena', 'in'],
      ['requestArenaSize', 'u32'],
      ['response', 'out'],
      ['responseArena', 'out'],
      ['mdelay', 'u32'],
      ['syncHandle', 'handle'],
    ],
    results: ReceivedResponse as typeof ReceivedResponse,
    blocks: true,
  },
  /** As Recv. `mdelay` in milliseconds; `syncHandle` may be INVALID_HANDLE. */
  RecvEx: {
    params: [
      ['handle', 'handle'],
      ['request', 'out'],
      ['requestArena', 'out'],
      ['mdelay', 'u32'],
      ['syncHandle', 'handle'],
    ],
    results: Received as typeof Received,
    blocks: true,
  },
  CreateSyncObject: { params: [], results: { syncHandle: 0 } },
  /** It ends waits of other threads, so the clean-up of a thread that has ended may make it. */
  SetInterrupt: { params: [['syncHandle', 'handle']], releases: true },
  ClearInterrupt: { params: [['syncHandle', 'handle']] },
  /** The endpoint that a callable handle is bound to, if it has the interface of that name. */
  GetCallableRiid: {
    params: [
      ['handle', 'handle'],
      ['interfaceName', 'str'],
    ],
    results: { riid: 0 },
  },
  /** The handle of a listener that no client is connected to. */
  CreateListener: { params: [], results: { handle: 0 } },
  /** The name of an endpoint of the server behind a client handle, as `../name-buffer.ts` says. */
  GetEndpointName: {
    params: [
      ['handle', 'handle'],
      ['riid', 'u32'],
      ['name', 'out'],
    ],
    results: { length: 0 },
  },
  /** The name of the interface of an endpoint, likewise. */
  GetInterfaceName: {
    params: [
      ['handle', 'handle'],
      ['riid', 'u32'],
      ['name', 'out'],
    ],
    results: { length: 0 },
  },
  /** A name under which clients are connected to this process, by its index from 0. */
  GetServiceName: {
    params: [
      ['index', 'u32'],
      ['name', 'out'],
    ],
    results: { length: 0 },
  },
  /**
   * Reply, and if that is rcOk, Recv on the same handle. The policy judges the two as what they
   * are, so no policy governs this call itself.
   */
  ReplyRecv: {
    params: [
      ['handle', 'handle'],
      ['threadId', 'u32'],
      ['response', 'in'],
      ['responseArena', 'in'],
      ['responseArenaSize', 'u32'],
      ['request', 'out'],
      ['requestArena', 'out'],
    ],
    results: Received as typeof Received,
    blocks: true,
    isFree: true,
  },
  /**
   * As CallEx, but `syncHandle` counts until the response is here, and so does `mdelay` if
   * `isDeadline` is 1.
   */
  CallBounded: {
    params: [
      ['handle', 'handle'],
      ['request', 'in'],
      ['requestArena', 'in'],
      ['requestArenaSize', 'u32'],
      ['response', 'out'],
      ['responseArena', 'out'],
      ['mdelay', 'u32'],
      ['isDeadline', 'u32'],
      ['syncHandle', 'handle'],
    ],
    results: ReceivedResponse as typeof ReceivedResponse,
    blocks: true,
  },
  /**
   * A channel of this process with itself. `listener` is a listener handle, or INVALID_HANDLE for a
   * new one, which then is `listenerHandle`; else that is INVALID_HANDLE.
   */
  CreateChannel: {
    params: [['listener', 'handle']],
    results: { clientHandle: 0, listenerHandle: 1 },
  },
} as const

/** Messages, static connections, and callable handles. */
export const ipcContract: ContractOf<typeof calls> = /* @__PURE__ */ defineContract(
  'ipc',
  'ipc.IPC',
  320,
  calls,
)
