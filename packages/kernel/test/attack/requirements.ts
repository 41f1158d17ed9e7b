// What a system call needs before it may succeed, by its contract and the documentation: arguments
// of their kinds, and handles with the rights for what is done to them. Written once more here, so
// that a check that the kernel loses is missed.

import {
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
  OCAP_IPC_CLIENT,
  OCAP_IPC_LISTENER,
  OCAP_IPC_SERVER,
  OCAP_MDL_EXECUTE,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { isBytes } from '@kos/ipc'
import {
  cmContract,
  handleContract,
  ipcContract,
  type Kind,
  maxStringLength,
  memoryContract,
  noticeContract,
  type Syscall,
} from '@kos/libkos/abi'

const isWhole = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
const isUint32 = (value: unknown): boolean => isWhole(value, 0, 2 ** 32 - 1)

const isOfKind: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  handle: isUint32,
  u32: isUint32,
  i32: (value) => isWhole(value, -(2 ** 31), 2 ** 31 - 1),
  f64: (value) => isWhole(value, 0, Number.MAX_SAFE_INTEGER),
  str: (value) => typeof value === 'string' && value.length <= maxStringLength,
  in: isBytes,
  out: isBytes,
}

/** Whether each argument is of the kind that the contract says. */
export function areOfTheirKinds({ params }: Syscall, args: readonly unknown[]): boolean {
  return params.every(([, kind], index) => isOfKind[kind](args[index]))
}

const ofServer = { handle: [OCAP_IPC_SERVER] }
const ofClient = { handle: [OCAP_IPC_CLIENT, OCAP_IPC_CALL] }

/** By parameter: rights of which the handle needs one. */
type Needs = Readonly<Record<string, readonly number[]>>

const needs: ReadonlyMap<Syscall, Needs> = new Map<Syscall, Needs>([
  [handleContract.calls.Copy, { inHandle: [OCAP_HANDLE_COPY] }],
  [noticeContract.calls.SubscribeToObject, { object: [OCAP_HANDLE_GET_EVENT] }],
  [ipcContract.calls.Call, ofClient],
  [ipcContract.calls.CallEx, ofClient],
  [ipcContract.calls.CallBounded, ofClient],
  [ipcContract.calls.GetRiid, ofClient],
  [ipcContract.calls.GetEndpointName, ofClient],
  [ipcContract.calls.GetInterfaceName, ofClient],
  [ipcContract.calls.GetCallableRiid, { handle: [OCAP_IPC_CALL] }],
  [ipcContract.calls.Recv, ofServer],
  [ipcContract.calls.RecvEx, ofServer],
  [ipcContract.calls.Reply, ofServer],
  [ipcContract.calls.ReplyRecv, ofServer],
  [ipcContract.calls.CreateCallable, { ipcChannel: [OCAP_IPC_SERVER] }],
  [cmContract.calls.Accept, { listener: [OCAP_IPC_LISTENER] }],
])

const protections = [
  [VMM_FLAG_READ, OCAP_MDL_READ],
  [VMM_FLAG_WRITE, OCAP_MDL_WRITE],
  [VMM_FLAG_EXECUTE, OCAP_MDL_EXECUTE],
] as const

/** Whether a handle with these rights is enough for a parameter of a call. */
export function isEnough(
  syscall: Syscall,
  param: string,
  rights: number,
  args: readonly unknown[],
): boolean {
  if (syscall === memoryContract.calls.MdlMap)
    return protections.every(
      ([flag, right]) => (Number(args[4]) & flag) === 0 || (rights & right) !== 0,
    )
  const choice = needs.get(syscall)?.[param]
  return choice === undefined || choice.some((right) => (rights & right) === right)
}

const exactly = (args: readonly unknown[]): number => Number(args[1]) >>> 0
const ofListener = (): number => OCAP_IPC_LISTENER
const ofConnection = (): number => OCAP_IPC_CLIENT | OCAP_HANDLE_TRANSFER
const none = (): number => 0

/** The rights of the handle that a call makes. */
const made: ReadonlyMap<Syscall, (args: readonly unknown[]) => number> = new Map<
  Syscall,
  (args: readonly unknown[]) => number
>([
  [handleContract.calls.CreateUserObject, exactly],
  [handleContract.calls.CreateBadge, () => OCAP_HANDLE_GET_EVENT],
  [ipcContract.calls.CreateCallable, exactly],
  [ipcContract.calls.Connect, ofConnection],
  [ipcContract.calls.Register, ofListener],
  [ipcContract.calls.CreateListener, ofListener],
  [ipcContract.calls.CreateSyncObject, none],
  [cmContract.calls.Connect, ofConnection],
  [cmContract.calls.Accept, ofListener],
  [noticeContract.calls.Create, none],
  [
    memoryContract.calls.MdlCreate,
    () =>
      OCAP_HANDLE_TRANSFER |
      OCAP_HANDLE_COPY |
      OCAP_HANDLE_GET_EVENT |
      OCAP_MDL_READ |
      OCAP_MDL_WRITE |
      OCAP_MDL_EXECUTE,
  ],
])

/** The rights that the handle of a new object has; undefined for a service that is not of kos. */
export function rightsOfNew(syscall: Syscall, args: readonly unknown[]): number | undefined {
  return made.get(syscall)?.(args)
}
