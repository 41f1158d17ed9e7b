// The system calls of the services that kos brings. The order gives the numbers; endpoints carry
// the documented names of the core endpoints where they are known (`kl.core.Core`).

import { type ContractOf, defineContract, type SyscallSpec } from './syscall.ts'

type Spec<P extends SyscallSpec['params']> = SyscallSpec<P>

/** Threads: results are the new thread's id; start and size of a stack. */
export const threadContract: ContractOf<{
  readonly Create: Spec<readonly ['u32', 'u32', 'u32', 'f64', 'u32']>
  readonly Exit: Spec<readonly ['i32']>
  readonly Terminate: Spec<readonly ['u32', 'i32']>
  readonly Wait: Spec<readonly ['u32', 'u32']>
  readonly Sleep: Spec<readonly ['u32']>
  readonly Yield: Spec<readonly []>
  readonly Resume: Spec<readonly ['u32']>
  readonly Suspend: Spec<readonly ['u32']>
  readonly GetStack: Spec<readonly ['u32']>
  readonly ServeObjects: Spec<readonly ['u32']>
}> = /* @__PURE__ */ defineContract('threads', 'thread.Thread', 64, {
  // priority, stack size, entry (id in libkos' routine table), context (token), suspended
  Create: { params: ['u32', 'u32', 'u32', 'f64', 'u32'], results: 1 },
  Exit: { params: ['i32'], blocks: true },
  // thread, exit code
  Terminate: { params: ['u32', 'i32'], blocks: true },
  // thread, milliseconds
  Wait: { params: ['u32', 'u32'], blocks: true },
  Sleep: { params: ['u32'], blocks: true },
  Yield: { params: [], blocks: true },
  Resume: { params: ['u32'] },
  Suspend: { params: ['u32'], blocks: true },
  // The results are address and size in bytes.
  GetStack: { params: ['u32'], results: 2 },
  // Entry: a thread that serves the objects which the process gave away, and that the process does
  // not live for.
  ServeObjects: { params: ['u32'], results: 1 },
})

/** Time: results are seconds and nanoseconds. */
export const timeContract: ContractOf<{
  readonly GetUpTime: Spec<readonly []>
  readonly GetUpTimeRes: Spec<readonly []>
  readonly GetSystemTime: Spec<readonly []>
  readonly GetSystemTimeRes: Spec<readonly []>
  readonly SetSystemTime: Spec<readonly ['f64', 'f64']>
}> = /* @__PURE__ */ defineContract('time', 'time.Time', 128, {
  GetUpTime: { params: [], results: 2 },
  GetUpTimeRes: { params: [], results: 2 },
  GetSystemTime: { params: [], results: 2 },
  GetSystemTimeRes: { params: [], results: 2 },
  // seconds, nanoseconds
  SetSystemTime: { params: ['f64', 'f64'] },
})

/** Handles: the result is the new handle. Contexts and event ids are tokens. */
export const handleContract: ContractOf<{
  readonly Close: Spec<readonly ['u32']>
  readonly CreateBadge: Spec<readonly ['u32', 'f64', 'f64']>
  readonly CreateUserObject: Spec<readonly ['u32', 'u32', 'f64']>
  readonly Revoke: Spec<readonly ['u32']>
  readonly RevokeSubtree: Spec<readonly ['u32', 'u32']>
  readonly Copy: Spec<readonly ['u32', 'u32', 'u32']>
}> = /* @__PURE__ */ defineContract('handles', 'handle.Handle', 192, {
  Close: { params: ['u32'], releases: true },
  // receiver, event id, context
  CreateBadge: { params: ['u32', 'f64', 'f64'], results: 1 },
  // type, rights, context
  CreateUserObject: { params: ['u32', 'u32', 'f64'], results: 1 },
  Revoke: { params: ['u32'], releases: true },
  // handle, badge
  RevokeSubtree: { params: ['u32', 'u32'], releases: true },
  // handle, rights, badge
  Copy: { params: ['u32', 'u32', 'u32'], results: 1 },
})

/**
 * Notifications: receivers are handles. GetEvent fills `events` with three u32 each: event id (a
 * token), mask, 1 if the entry is gone; GetEventEx with the number of events in place of the mask.
 */
export const noticeContract: ContractOf<{
  readonly Create: Spec<readonly []>
  readonly SubscribeToObject: Spec<readonly ['u32', 'u32', 'u32', 'f64']>
  readonly GetEvent: Spec<readonly ['u32', 'u32', 'out']>
  readonly SetObjectEvent: Spec<readonly ['u32', 'u32']>
  readonly GetEventEx: Spec<readonly ['u32', 'u32', 'out']>
  readonly UnsubscribeFromObject: Spec<readonly ['u32', 'u32']>
  readonly UnsubscribeFromEvent: Spec<readonly ['u32', 'f64']>
  readonly DropAndWake: Spec<readonly ['u32']>
  readonly Release: Spec<readonly ['u32']>
}> = /* @__PURE__ */ defineContract('notices', 'notice.Notice', 256, {
  Create: { params: [], results: 1 },
  // receiver, object, mask, event id
  SubscribeToObject: { params: ['u32', 'u32', 'u32', 'f64'] },
  // receiver, milliseconds, events (as many as fit); the result is their number
  GetEvent: { params: ['u32', 'u32', 'out'], results: 1, blocks: true },
  // object, mask
  SetObjectEvent: { params: ['u32', 'u32'] },
  // as GetEvent
  GetEventEx: { params: ['u32', 'u32', 'out'], results: 1, blocks: true },
  // receiver, object
  UnsubscribeFromObject: { params: ['u32', 'u32'], releases: true },
  // receiver, event id
  UnsubscribeFromEvent: { params: ['u32', 'f64'], releases: true },
  DropAndWake: { params: ['u32'], releases: true },
  // The handle stays: it is closed with the last reference to the receiver's id.
  Release: { params: ['u32'], releases: true },
})

/**
 * IPC and the service locator. What a message brought is in the registers: see `receivedRegisters`.
 */
export const ipcContract: ContractOf<{
  readonly Call: Spec<readonly ['u32', 'in', 'in', 'u32', 'out', 'out']>
  readonly Recv: Spec<readonly ['u32', 'out', 'out']>
  readonly Reply: Spec<readonly ['u32', 'u32', 'in', 'in', 'u32']>
  readonly Connect: Spec<readonly ['str']>
  readonly GetRiid: Spec<readonly ['u32', 'str']>
  readonly Register: Spec<readonly ['str']>
  readonly CreateCallable: Spec<readonly ['u32', 'u32', 'f64', 'u32', 'u32']>
  readonly CallEx: Spec<readonly ['u32', 'in', 'in', 'u32', 'out', 'out', 'u32', 'u32']>
  readonly RecvEx: Spec<readonly ['u32', 'out', 'out', 'u32', 'u32']>
  readonly CreateSyncObject: Spec<readonly []>
  readonly SetInterrupt: Spec<readonly ['u32']>
  readonly ClearInterrupt: Spec<readonly ['u32']>
  readonly GetCallableRiid: Spec<readonly ['u32', 'str']>
  readonly CreateListener: Spec<readonly []>
  readonly GetEndpointName: Spec<readonly ['u32', 'u32', 'out']>
  readonly GetServiceName: Spec<readonly ['u32', 'out']>
  readonly ReplyRecv: Spec<readonly ['u32', 'u32', 'in', 'in', 'u32', 'out', 'out']>
}> = /* @__PURE__ */ defineContract('ipc', 'ipc.IPC', 320, {
  // client handle, request, its arena, bytes of it that travel, response, its arena
  Call: { params: ['u32', 'in', 'in', 'u32', 'out', 'out'], results: 2, blocks: true },
  // server handle, request, its arena
  Recv: { params: ['u32', 'out', 'out'], results: 5, blocks: true },
  // server handle, client thread (0: the first), response, its arena, bytes of it that travel
  Reply: { params: ['u32', 'u32', 'in', 'in', 'u32'], blocks: true },
  // connection; the result is the client handle
  Connect: { params: ['str'], results: 1 },
  // client handle, endpoint; the result is the RIID
  GetRiid: { params: ['u32', 'str'], results: 1 },
  // connection; the result is the listener handle
  Register: { params: ['str'], results: 1 },
  // type, rights, context, listener handle, RIID; the result is the new handle
  CreateCallable: { params: ['u32', 'u32', 'f64', 'u32', 'u32'], results: 1 },
  // as Call, then milliseconds, synchronization object (0: none)
  CallEx: {
    params: ['u32', 'in', 'in', 'u32', 'out', 'out', 'u32', 'u32'],
    results: 2,
    blocks: true,
  },
  // as Recv, then milliseconds, synchronization object (0: none)
  RecvEx: { params: ['u32', 'out', 'out', 'u32', 'u32'], results: 5, blocks: true },
  // The result is the handle of the synchronization object.
  CreateSyncObject: { params: [], results: 1 },
  // It ends waits of others, so whoever cleans up may do it.
  SetInterrupt: { params: ['u32'], releases: true },
  ClearInterrupt: { params: ['u32'] },
  // callable handle, name of an interface; the result is the RIID of the endpoint it is bound to,
  // if that has this interface
  GetCallableRiid: { params: ['u32', 'str'], results: 1 },
  // The result is the handle of a listener that nobody is connected to.
  CreateListener: { params: [], results: 1 },
  // client handle, RIID, the name of the endpoint; the result is its length in UTF-16 units
  GetEndpointName: { params: ['u32', 'u32', 'out'], results: 1 },
  // index from 0, a name under which others are connected to this process; the result is its length
  // in UTF-16 units
  GetServiceName: { params: ['u32', 'out'], results: 1 },
  // Reply, and if that is rcOk, Recv on the same handle, each judged by the policy as what it is:
  // server handle, client thread, response, its arena, bytes of it that travel, request, its arena
  ReplyRecv: {
    params: ['u32', 'u32', 'in', 'in', 'u32', 'out', 'out'],
    results: 5,
    blocks: true,
    isFree: true,
  },
})

/**
 * Channels made at run time. Names come as UTF-16, little endian; results are their lengths in
 * units.
 */
export const cmContract: ContractOf<{
  readonly Connect: Spec<readonly ['str', 'str', 'u32']>
  readonly Listen: Spec<readonly ['u32', 'out', 'out']>
  readonly Accept: Spec<readonly ['str', 'str', 'u32', 'u32']>
  readonly Drop: Spec<readonly ['str', 'str']>
}> = /* @__PURE__ */ defineContract('cm', 'cm.CM', 448, {
  // server process, service, milliseconds; the results are the client handle and the RIID
  Connect: { params: ['str', 'str', 'u32'], results: 2, blocks: true },
  // milliseconds, client process, service
  Listen: { params: ['u32', 'out', 'out'], results: 2, blocks: true },
  // client process, service, RIID, listener handle (0: a new one); the result is the listener
  // handle
  Accept: { params: ['str', 'str', 'u32', 'u32'], results: 1 },
  // client process, service
  Drop: { params: ['str', 'str'], releases: true },
})

/**
 * Waiting for another thread of the process. Locks live in the process; these calls only stop a
 * thread and let it run again, so no policy governs them. The result is the thread's own priority.
 */
export const syncContract: ContractOf<{
  readonly Park: Spec<readonly ['u32', 'u32', 'u32', 'u32']>
  readonly Unpark: Spec<readonly ['u32', 'i32']>
  readonly Inherit: Spec<readonly ['u32', 'i32']>
  readonly DropTimeout: Spec<readonly ['u32']>
  readonly SwitchPoint: Spec<readonly ['i32']>
  readonly GetPriority: Spec<readonly []>
}> = /* @__PURE__ */ defineContract('sync', '', 384, {
  // milliseconds, kind and number of what it waits at, 1 if that has owners
  Park: { params: ['u32', 'u32', 'u32', 'u32'], blocks: true },
  // thread, the code that its wait ends with
  Unpark: { params: ['u32', 'i32'], releases: true },
  // thread, the priority that others lend it; -1 if nobody does
  Inherit: { params: ['u32', 'i32'], releases: true },
  // Thread: its wait goes on for as long as it takes
  DropTimeout: { params: ['u32'], releases: true },
  // A lock was free: for explorers of schedules. Answers the code it is given.
  SwitchPoint: { params: ['i32'], blocks: true },
  GetPriority: { params: [], results: 1 },
})

/** Memory: results are addresses; MdlCreate's is a handle. Addresses and sizes in bytes. */
export const memoryContract: ContractOf<{
  readonly Allocate: Spec<readonly ['f64', 'f64', 'u32']>
  readonly Commit: Spec<readonly ['f64', 'f64', 'u32']>
  readonly Decommit: Spec<readonly ['f64', 'f64']>
  readonly Protect: Spec<readonly ['f64', 'f64', 'u32']>
  readonly Unmap: Spec<readonly ['f64', 'f64']>
  readonly MdlCreate: Spec<readonly ['f64', 'u32']>
  readonly MdlMap: Spec<readonly ['u32', 'f64', 'f64', 'f64', 'u32']>
  readonly Fault: Spec<readonly ['f64', 'u32']>
}> = /* @__PURE__ */ defineContract('memory', 'vmm.VMM', 512, {
  // address (0: anywhere), size, flags
  Allocate: { params: ['f64', 'f64', 'u32'], results: 1 },
  // address, size, flags (not looked at)
  Commit: { params: ['f64', 'f64', 'u32'] },
  // address, size
  Decommit: { params: ['f64', 'f64'], releases: true },
  // address, size, flags
  Protect: { params: ['f64', 'f64', 'u32'] },
  // address, size
  Unmap: { params: ['f64', 'f64'], releases: true },
  // size, flags
  MdlCreate: { params: ['f64', 'u32'], results: 1 },
  // handle, offset, size, address (a hint), flags
  MdlMap: { params: ['u32', 'f64', 'f64', 'f64', 'u32'], results: 1 },
  // Address and kind of an access that the page table did not allow: rcOk to try again, else the
  // process has ended.
  Fault: { params: ['f64', 'u32'], isFree: true },
})

/** What every process can do, whatever services its kernel has, and no policy governs. */
export const processContract: ContractOf<{
  readonly Log: Spec<readonly ['str']>
  readonly Misuse: Spec<readonly ['str']>
}> = /* @__PURE__ */ defineContract('process', '', 0, {
  Log: { params: ['str'] },
  // A mistake that libkos saw and has no code for. Also of threads that are over, for their
  // clean-up makes mistakes, too.
  Misuse: { params: ['str'], releases: true },
})

/**
 * Registers after Call and Recv: bytes of the constant part, of the arena; after Recv also process
 * and thread of the client, and the context of the callable resource whose handle was called (a
 * token), 0 if it was no such handle.
 */
export const receivedRegisters: {
  readonly size: 0
  readonly arenaSize: 1
  readonly sender: 2
  readonly thread: 3
  readonly context: 4
} = { size: 0, arenaSize: 1, sender: 2, thread: 3, context: 4 }
