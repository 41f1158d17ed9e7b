// Every function of `kos` with its parameters: a good argument for each, and the wrong ones. The
// compiler sees that none is missing.

import {
  type Entity,
  INVALID_HANDLE,
  type Kos,
  KosObject,
  NkKosSecurityTransport,
  NS_INVALID_HANDLE,
  type NsHandle,
  PackOutMsg,
  program,
  SMsgHdr,
  type Tid,
} from '@kos/libkos'
import {
  KosInitializedCondvar,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedRWLock,
  KosInitializedSemaphore,
  type KosQueueHandle,
  KosThreadOnceState,
} from '@kos/libkos'
import { unwrap } from '@kos/retcode'
import {
  DMA_DIR_BIDIR,
  VMM_FLAG_ALIAS,
  VMM_FLAG_COMMIT,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import type { Images, IoOptions } from '../src/index.ts'
import {
  type Bad,
  type Handles,
  makeHandles,
  userType,
  wrongHandles,
  wrongHeaders,
  wrongKinds,
} from './misbehaving.ts'
import { deviceBdf, irqs, machineWith, portsAt, registersAt, TestDevice } from './test-device.ts'

/** What a test has at hand. */
export interface Stage extends Handles {
  readonly kos: Kos
  readonly client: number
  readonly server: number
  readonly sync: number
  readonly audit: number
  readonly ns: NsHandle
  readonly thread: Tid
  /** Processes that are stopped. */
  readonly stopped: Entity
  readonly other: Entity
  readonly foreign: number
  readonly foreignThread: number
  /** Resources that are registered, permitted, mapped and begun, as far as that goes once. */
  readonly ports: number
  readonly registers: number
  readonly buffer: number
  readonly interrupt: number
  /** The address of the registers. */
  readonly mapped: number
  /** A list of processes, and an item of it. */
  readonly list: number
  readonly item: number
}

/** The machine that `makeStage` needs. */
export function stageMachine(): IoOptions {
  return machineWith(new TestDevice())
}

/** What `makeStage` needs among the images of its kernel. */
export const stageImages: Images = { 'test.Idle': program(() => {}) }

/** Makes what a test has at hand, as a process that is a client of `lights` and serves `served`. */
export async function makeStage(kos: Kos, foreign: number, foreignThread: number): Promise<Stage> {
  const { ns } = unwrap(await kos.NsCreate(null, 10))
  await kos.NsPublishService(ns, 'a.Type', 'Server', 'service')
  const { tid } = unwrap(kos.KosThreadCreate(15, 0, () => {}, 0, 1))
  const ends = {
    client: kos.ServiceLocatorConnect('lights'),
    server: kos.ServiceLocatorRegister('served'),
  }
  const { syncHandle } = unwrap(kos.KnIpcCreateSyncObject())
  const create = (name: string): Entity => {
    const own = `${name} of ${kos.name}/${String(kos.KosThreadCurrentId())}`
    return unwrap(kos.createEntity({ eiid: 'test.Idle' }, own)).entity
  }
  // Another process may have registered them.
  const ports = kos.KnRegisterPorts(portsAt, 8).rid ?? INVALID_HANDLE
  const registers = kos.KnRegisterPhyMem(registersAt, 4096).rid ?? INVALID_HANDLE
  kos.KnIoPermitPort(ports)
  const mapped = kos.KnIoMapMem(registers, readWrite, VMM_FLAG_ALIAS).addr ?? 0
  const { list } = unwrap(kos.KnGroupStatGetTaskList())
  const { task: item } = unwrap(kos.KnTaskStatEnumTaskList(list, 0))
  return {
    ...makeHandles(kos),
    kos,
    ...ends,
    stopped: create('Stopped'),
    other: create('Stopped2'),
    ns,
    sync: syncHandle,
    // Another process may have it open.
    audit: kos.openAudit().handle ?? INVALID_HANDLE,
    thread: tid,
    foreign,
    foreignThread,
    ports,
    registers,
    buffer: unwrap(kos.KnIoDmaCreate(0, 4096, DMA_DIR_BIDIR)).rid,
    interrupt: unwrap(kos.KnRegisterIrq(irqs[0] as number)).rid,
    mapped,
    list,
    item,
  }
}

/** A parameter: a good argument, and the wrong ones. Without wrong ones any value is right. */
export interface Parameter {
  readonly good: (stage: Stage) => unknown
  readonly wrong: (stage: Stage) => readonly Bad[]
}

const parameter = (good: Parameter['good'], wrong: Parameter['wrong'] = () => []): Parameter => ({
  good,
  wrong,
})
const isMask = ([, value]: Bad): boolean => typeof value === 'number' && (value | 0) === value

const anything = parameter(() => 'anything')
const handleLike = (
  good: Parameter['good'],
  also: (stage: Stage) => readonly Bad[] = () => [],
): Parameter =>
  parameter(good, (stage) => [
    ...wrongKinds.u32,
    ...wrongHandles(stage, stage.foreign),
    ...also(stage),
  ])
const number = (good: number, ...also: Bad[]): Parameter =>
  parameter(
    () => good,
    () => [...wrongKinds.u32, ...also],
  )
const mask = (good: number, ...also: Bad[]): Parameter =>
  parameter(
    () => good,
    () => [...wrongKinds.u32.filter((bad) => !isMask(bad)), ...also],
  )
const text = (good: string): Parameter =>
  parameter(
    () => good,
    () => [
      ...wrongKinds.str,
      ['empty', ''],
      ['unknown', 'nothing'],
      ['of every object', '__proto__'],
      ['of every function', 'constructor'],
    ],
  )
const header = parameter(
  () => PackOutMsg(new SMsgHdr(), new Uint8Array(64)),
  () => wrongHeaders(),
)
const thread = parameter(
  ({ thread: tid }) => tid,
  ({ foreignThread }) => [
    ...wrongKinds.u32,
    ['never issued', 999_999],
    ['of another process', foreignThread],
  ],
)
const flag = parameter(
  () => true,
  () => [...wrongKinds.u32.filter(([, value]) => typeof value !== 'boolean'), ['a number', 1]],
)
const aHandle = handleLike(({ object }) => object)
const receiver = handleLike(
  ({ notice }) => notice,
  ({ object, client, receiver: handle, goneNotice }) => [
    ['an object', object],
    ['a connection', client],
    ["a receiver's handle", handle],
    ['a receiver that is gone', goneNotice],
    ['an object of another type', new KosObject({ name: 'notice' }, { handle })],
  ],
)
const client = handleLike(
  (stage) => stage.client,
  ({ object, server }) => [
    ['an object', object],
    ['a server', server],
  ],
)
const server = handleLike(
  (stage) => stage.server,
  ({ object, client }) => [
    ['an object', object],
    ['a client', client],
  ],
)
const taskList = handleLike(
  ({ list }) => list,
  ({ object, item }) => [
    ['an object', object],
    ['an item', item],
  ],
)
const taskItem = handleLike(
  ({ item }) => item,
  ({ object, list }) => [
    ['an object', object],
    ['a list', list],
  ],
)
const sync = handleLike(
  (stage) => stage.sync,
  ({ object, client: connection, receiver: handle }) => [
    ['an object', object],
    ['a client', connection],
    ['a receiver', handle],
  ],
)
const optionalSync = parameter(
  () => INVALID_HANDLE,
  (stage) => sync.wrong(stage).filter(([what]) => what !== 'INVALID_HANDLE'),
)
const anyListener = parameter(
  () => INVALID_HANDLE,
  (stage) => server.wrong(stage).filter(([what]) => what !== 'INVALID_HANDLE'),
)
// What can't be read is an error of its own caller.
const readable = ([what]: Bad): boolean => what !== 'hostile'
const entityLike = (good: (stage: Stage) => Entity): Parameter =>
  parameter(good, (stage) => [
    ...wrongKinds.u32.filter(readable),
    ...[...wrongKinds.u32, ...wrongHandles(stage, stage.foreign)]
      .filter(([, handle]) => handle !== null && handle !== undefined)
      .map(([what, handle]): Bad => [`${what} as its handle`, { handle }]),
    ['an object', { handle: stage.object }],
    ['a client', { handle: stage.client }],
    ['a receiver', { handle: stage.receiver }],
  ])
const entity = entityLike(({ stopped }) => stopped)
const wrongTexts: readonly Bad[] = [
  ...wrongKinds.str.filter(([what]) => readable([what, 0]) && what !== 'an array'),
  ['an array of numbers', [1]],
  ['an array with a hole', Array(2)],
]
const info = parameter(
  () => ({ eiid: 'test.Idle', args: ['test.Idle', 'x'], envs: ['A=B'] }),
  () => [
    ...wrongKinds.u32.filter(readable),
    ...wrongKinds.str.map(([what, eiid]): Bad => [`${what} as class`, { eiid }]),
    ...wrongTexts
      .filter(([what]) => what !== 'undefined')
      .map(([what, args]): Bad => [`${what} as arguments`, { eiid: 'test.Idle', args }]),
    ['no variables', { eiid: 'test.Idle', envs: ['A'] }],
    ['unknown flags', { eiid: 'test.Idle', flags: 2 }],
  ],
)
// Null, or nothing, stands for the class.
const orClass = (good: string, ...also: Bad[]): Parameter =>
  parameter(
    () => good,
    () => [...wrongKinds.str.filter(([, name]) => name !== null && name !== undefined), ...also],
  )
const processName = orClass('Made', ['longer than a name', 'x'.repeat(1025)], ['taken', 'Server'])
const imagePath = orClass('test.Idle', ['unknown', 'nothing'], ['of every object', '__proto__'])
const nameServer = parameter(
  ({ ns }) => ns,
  () => [
    ...wrongKinds.u32,
    ['NS_INVALID_HANDLE', NS_INVALID_HANDLE],
    ['an object that inherits', Object.create(NS_INVALID_HANDLE)],
  ],
)
// Null, or nothing, stands for `ns`.
const nameServerName = parameter(
  () => 'ns',
  (stage) =>
    text('ns')
      .wrong(stage)
      .filter(([, name]) => name !== null && name !== undefined),
)
const published = (good: string): Parameter =>
  parameter(
    () => good,
    () => [...wrongKinds.str, ['empty', ''], ['longer than a name', 'x'.repeat(1025)]],
  )
const time = parameter(
  () => ({ sec: 1, nsec: 2 }),
  () => [
    ...wrongKinds.f64.filter(([what]) => what !== 'hostile' && what !== '2^53'),
    ...wrongKinds.f64.map(([what, sec]): Bad => [`${what} as seconds`, { sec, nsec: 0 }]),
    ...wrongKinds.f64.map(([what, nsec]): Bad => [`${what} as nanoseconds`, { sec: 0, nsec }]),
    ['a whole second of nanoseconds', { sec: 0, nsec: 1_000_000_000 }],
    ['more seconds than there are', { sec: Number.MAX_SAFE_INTEGER, nsec: 0 }],
  ],
)
const routine = parameter(
  () => () => {},
  () => [
    ...wrongKinds.u32.filter(([, value]) => typeof value !== 'function'),
    ['a promise', Promise.resolve()],
  ],
)

const f64 = (good: number, ...also: Bad[]): Parameter =>
  parameter(
    () => good,
    () => [...wrongKinds.f64, ...also],
  )
const badSizes: readonly Bad[] = [
  ['no whole pages', 100],
  ['none', 0],
]
const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE
const memoryFlags = VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_READ | VMM_FLAG_WRITE
const pages = parameter(
  ({ kos }) => kos.KnVmAllocate(0, 4096, memoryFlags),
  () => [...wrongKinds.f64, ['no page', 1], ['free', 0x7000_0000_0000]],
)
const area = parameter(
  ({ kos }) => kos.KosMemAlloc(64),
  ({ kos }) => [
    ...wrongKinds.f64,
    ['the middle of an area', kos.KosMemAlloc(64) + 16],
    ['never allocated', 0x1234_0000],
  ],
)

/**
 * A struct of `kos/sync_types.h`: wrong ones are of another kind, or not made by an initialiser.
 */
const struct = (good: Parameter['good'], other: () => unknown): Parameter =>
  parameter(good, () => [
    ...wrongKinds.u32,
    ['of another kind', other()],
    ['a mere object', Object.create(null)],
  ])
const mutex = struct(() => KosInitializedMutex(), KosInitializedEvent)
const condvar = struct(() => KosInitializedCondvar(), KosInitializedEvent)
const event = struct(({ kos }) => {
  const set = KosInitializedEvent()
  kos.KosEventSet(set)
  return set
}, KosInitializedMutex)
const rwlock = struct(() => KosInitializedRWLock(), KosInitializedMutex)
const semaphore = struct(() => KosInitializedSemaphore(1), KosInitializedMutex)
const aQueue = ({ kos }: Stage): KosQueueHandle | null => kos.KosQueueCreate(2, 8, 8, null)
const queue = parameter(aQueue, () => [...wrongKinds.u32, ['a mutex', KosInitializedMutex()]])
const queued = parameter(
  () => new Uint8Array(8),
  ({ kos }) => [
    ...wrongKinds.u32,
    ["another queue's", aQueue({ kos } as Stage) && new Uint8Array(8)],
  ],
)

/** A registered resource of another kind is wrong as well. */
const resource = (good: (stage: Stage) => unknown, other: (stage: Stage) => number): Parameter =>
  handleLike(good, (stage) => [
    ['an object', stage.object],
    ['a connection', stage.client],
    ['another resource', other(stage)],
  ])
const ports = resource(
  (stage) => stage.ports,
  ({ registers }) => registers,
)
const registers = resource(
  (stage) => stage.registers,
  ({ buffer }) => buffer,
)
const dmaBuffer = resource(
  (stage) => stage.buffer,
  ({ interrupt }) => interrupt,
)
const interrupt = resource(
  (stage) => stage.interrupt,
  (stage) => stage.ports,
)
// A handle that was revoked can be closed, whatever it led to.
const anyResource = parameter(
  (stage) => stage.ports,
  (stage) => [
    ...aHandle.wrong(stage).filter(([what]) => what !== 'revoked'),
    ['an object', stage.object],
    ['a connection', stage.client],
  ],
)
/** A port, or the address of a register: an access to a wrong one ends the process. */
const port = parameter(() => portsAt)
const register = parameter(({ mapped }) => mapped)
/** What is written: its low bits, whatever it is. */
const written = parameter(() => 1)
const noElements: readonly Bad[] = [
  ...wrongKinds.u32.filter(readable),
  ['more elements than there are', 5],
]
const count = parameter(
  () => 4,
  () => noElements,
)
const elements = (make: () => unknown, other: unknown): Parameter =>
  parameter(make, () => [...wrongKinds.u32.filter(readable), ['of another width', other]])
const bytes8 = elements(() => new Uint8Array(4), new Uint16Array(4))
const bytes16 = elements(() => new Uint16Array(4), new Uint32Array(4))
const bytes32 = elements(() => new Uint32Array(4), new Uint8Array(4))

/** Functions that are documented as void: a refusal is a report of misuse, and nothing else. */
export const voids: readonly (keyof Functions)[] = [
  'KosMemFree',
  'KosMutexInit',
  'KosMutexInitEx',
  'KosMutexDeinit',
  'KosMutexLock',
  'KosMutexUnlock',
  'KosCondvarInit',
  'KosCondvarDeinit',
  'KosCondvarSignal',
  'KosCondvarBroadcast',
  'KosEventInit',
  'KosEventDeinit',
  'KosEventSet',
  'KosEventReset',
  'KosRWLockInit',
  'KosRWLockDeinit',
  'KosRWLockRead',
  'KosRWLockWrite',
  'KosRWLockUnlock',
  'KosQueuePush',
  'KosQueueFree',
  'KosQueueFlush',
  'KosQueueDestroy',
  'IoReadIoPortBuffer8',
  'IoReadIoPortBuffer16',
  'IoReadIoPortBuffer32',
  'IoWriteIoPortBuffer8',
  'IoWriteIoPortBuffer16',
  'IoWriteIoPortBuffer32',
  'IoReadMmBuffer8',
  'IoReadMmBuffer16',
  'IoReadMmBuffer32',
  'IoWriteMmBuffer8',
  'IoWriteMmBuffer16',
  'IoWriteMmBuffer32',
]

/** Functions that call the name server: values that do not fit its interface are reported. */
export const calls: readonly (keyof Functions)[] = [
  'NsEnumServices',
  'NsPublishService',
  'NsUnPublishService',
]

/** Parameters by function. */
export type Functions = {
  readonly [
    K in keyof Kos as Kos[K] extends (...args: never[]) => unknown ? K : never
  ]: readonly Parameter[]
}

/** What each function takes. */
export const functions: Functions = {
  log: [anything],
  KosThreadCreate: [
    number(15, ['beyond the highest', 32]),
    number(0, ['huge', 0xffff_ffff]),
    routine,
    anything,
    number(1, ['neither', 2]),
  ],
  KosThreadCurrentId: [],
  KosThreadResume: [thread],
  KosThreadExit: [],
  KosThreadTerminate: [
    thread,
    parameter(
      () => 0,
      () => wrongKinds.i32,
    ),
  ],
  KosThreadWait: [thread, number(0)],
  KosThreadSleep: [number(0)],
  KnSleep: [number(0)],
  KosThreadYield: [],
  KnVmAllocate: [
    f64(0, ['no page', 1]),
    f64(4096, ['no whole pages', 100], ['none', 0], ['more than there is', 2 ** 48]),
    number(
      memoryFlags,
      ['without reserving', memoryFlags & ~VMM_FLAG_RESERVE],
      ['write alone', VMM_FLAG_RESERVE | VMM_FLAG_WRITE],
    ),
  ],
  KnVmCommit: [pages, f64(4096, ...badSizes), number(0)],
  KnVmDecommit: [pages, f64(4096, ...badSizes)],
  KnVmProtect: [
    pages,
    f64(4096, ...badSizes),
    number(VMM_FLAG_READ, ['write alone', VMM_FLAG_WRITE], ['none', 0]),
  ],
  KnVmUnmap: [pages, f64(4096, ...badSizes)],
  KnPmmMdlCreate: [
    f64(4096, ...badSizes),
    number(VMM_FLAG_READ | VMM_FLAG_WRITE, ['write alone', VMM_FLAG_WRITE]),
  ],
  KnPmmMdlMap: [
    handleLike(
      ({ kos }) => kos.KnPmmMdlCreate(4096, VMM_FLAG_READ).handle,
      ({ object, client }) => [
        ['an object', object],
        ['a connection', client],
      ],
    ),
    f64(0, ['no page', 1], ['past the end', 4096]),
    f64(4096, ...badSizes, ['past the end', 8192]),
    f64(0, ['no page', 1]),
    number(
      VMM_FLAG_READ,
      ['write alone', VMM_FLAG_WRITE],
      ['more than it allows', VMM_FLAG_READ | VMM_FLAG_WRITE],
    ),
  ],
  KosMemAlloc: [f64(16, ['none', 0], ['more than there is', 2 ** 41])],
  KosMemAllocEx: [f64(16, ['none', 0]), f64(64, ['no power of two', 48], ['none', 0]), anything],
  KosMemZalloc: [f64(16, ['none', 0])],
  KosMemFree: [area],
  KosMemGetSize: [area],
  KosThreadOnce: [
    parameter(
      () => new KosThreadOnceState(),
      () => [...wrongKinds.u32, ['a mutex', KosInitializedMutex()]],
    ),
    routine,
  ],
  KosMutexInit: [mutex],
  KosMutexInitEx: [mutex, anything],
  KosMutexDeinit: [mutex],
  KosMutexLock: [mutex],
  KosMutexLockTimeout: [mutex, number(0)],
  KosMutexTryLock: [mutex],
  KosMutexUnlock: [mutex],
  KosCondvarInit: [condvar],
  KosCondvarDeinit: [condvar],
  KosCondvarSignal: [condvar],
  KosCondvarBroadcast: [condvar],
  KosCondvarWait: [condvar, mutex],
  KosCondvarWaitTimeout: [condvar, mutex, number(0)],
  KosEventInit: [event],
  KosEventDeinit: [event],
  KosEventSet: [event],
  KosEventReset: [event],
  KosEventWait: [event, flag],
  KosEventWaitTimeout: [event, flag, number(0)],
  KosRWLockInit: [rwlock],
  KosRWLockDeinit: [rwlock],
  KosRWLockRead: [rwlock],
  KosRWLockTryRead: [rwlock],
  KosRWLockWrite: [rwlock],
  KosRWLockTryWrite: [rwlock],
  KosRWLockUnlock: [rwlock],
  KosSemaphoreInit: [semaphore, number(1, ['above the maximum', 2 ** 31])],
  KosSemaphoreDeinit: [semaphore],
  KosSemaphoreSignal: [semaphore],
  KosSemaphoreSignalN: [semaphore, number(1, ['none', 0], ['above the maximum', 2 ** 31])],
  KosSemaphoreWait: [semaphore],
  KosSemaphoreWaitTimeout: [semaphore, number(0)],
  KosSemaphoreTryWait: [semaphore],
  KosQueueCreate: [
    number(2, ['none', 0], ['too many', 2 ** 20 + 1]),
    number(8, ['none', 0]),
    number(8, ['no power of two', 3], ['none', 0]),
    parameter(
      () => null,
      () => [
        ...wrongKinds.u32.filter(([, value]) => value !== null),
        ['too small', new Uint8Array(8)],
      ],
    ),
  ],
  KosQueueAlloc: [queue],
  KosQueuePush: [queue, queued],
  KosQueuePop: [queue, number(0)],
  KosQueueFree: [queue, queued],
  KosQueueFlush: [queue],
  KosQueueDestroy: [queue],
  KosThreadSuspend: [
    parameter(
      ({ kos }) => kos.KosThreadCurrentId(),
      (stage) => [...thread.wrong(stage), ['not its own', stage.thread]],
    ),
  ],
  KosThreadGetStack: [thread],
  KosThreadTlsGet: [],
  KosThreadTlsSet: [anything],
  KosThreadCallbackRegister: [routine],
  KosThreadCallbackUnregister: [routine],
  KnGetMSecSinceStart: [],
  KnGetRtcTime: [],
  KnGetSystemTime: [],
  KnSetSystemTime: [time],
  KnGetSystemTimeRes: [],
  KnGetUpTime: [],
  KnGetUpTimeRes: [],
  KnHandleClose: [
    parameter(aHandle.good, (stage) => aHandle.wrong(stage).filter(([what]) => what !== 'revoked')),
  ],
  KnHandleCreateBadge: [receiver, anything, anything],
  KnHandleCreateUserObject: [
    number(userType, ['below', userType - 1], ['above', 0x20000], ['none', 0]),
    mask(-1),
    anything,
  ],
  KnHandleRevoke: [aHandle],
  KnHandleRevokeSubtree: [
    handleLike(
      ({ object }) => object,
      ({ receiver: handle }) => [['a receiver', handle]],
    ),
    handleLike(
      ({ badge }) => badge,
      ({ object, receiver: handle }) => [
        ['no badge', object],
        ['a receiver', handle],
      ],
    ),
  ],
  KnHandleCopy: [
    handleLike(
      ({ object }) => object,
      ({ notice, receiver: handle }) => [
        ['a receiver', notice],
        ['what has no right to be copied', handle],
      ],
    ),
    mask(0x10000),
    parameter(
      () => INVALID_HANDLE,
      (stage) => [
        ...wrongKinds.u32,
        ...wrongHandles(stage, stage.foreign).filter(([what]) => what !== 'INVALID_HANDLE'),
        ['no badge', stage.object],
      ],
    ),
  ],
  KnNoticeCreate: [],
  KnNoticeSubscribeToObject: [
    receiver,
    handleLike(
      ({ object }) => object,
      ({ notice, receiver: handle }) => [
        ['a receiver', notice],
        ['without the right', handle],
      ],
    ),
    mask(1, ['empty', 0]),
    anything,
  ],
  KnNoticeGetEvent: [receiver, number(0), number(1, ['none', 0], ['too many', 1025])],
  KnNoticeGetEventEx: [receiver, number(0), number(1, ['none', 0], ['too many', 1025])],
  KnNoticeUnsubscribeFromObject: [
    receiver,
    handleLike(
      ({ badge }) => badge,
      ({ notice, object }) => [
        ['a receiver', notice],
        ['what nobody subscribed to', object],
      ],
    ),
  ],
  KnNoticeUnsubscribeFromEvent: [
    receiver,
    parameter(
      () => 'event',
      () => [...wrongKinds.u32, ['an equal one', Object('event')]],
    ),
  ],
  KnNoticeDropAndWake: [receiver],
  KnNoticeRelease: [receiver],
  KnNoticeSetObjectEvent: [
    handleLike(
      ({ object }) => object,
      ({ receiver: handle, badge }) => [
        ['a receiver', handle],
        ['a badge', badge],
      ],
    ),
    mask(1, ['empty', 0], ['general', 0x10000], ['general, signed', -1]),
  ],
  Call: [client, header, header],
  CallEx: [client, header, header, number(0), optionalSync],
  Recv: [server, header],
  RecvEx: [server, header, number(0), optionalSync],
  KnIpcCreateSyncObject: [],
  KnIpcSetInterrupt: [sync],
  KnIpcClearInterrupt: [sync],
  Reply: [server, header],
  NkKosTransport_Init: [anything, anything],
  NkKosSecurityTransport_Init: [
    parameter(
      () => new NkKosSecurityTransport(),
      () => wrongKinds.u32,
    ),
  ],
  createListener: [],
  KnHandleConnect: [anyListener],
  KnHandleCreateUserObjectEx: [
    number(userType, ['below', userType - 1], ['above', 0x20000], ['none', 0]),
    mask(-1),
    anything,
    handleLike(
      (stage) => stage.server,
      ({ object, client, receiver: handle }) => [
        ['an object', object],
        ['a client', client],
        ['a receiver', handle],
      ],
    ),
    number(0, ['past the last endpoint', 1], ['huge', 0xffff_ffff]),
  ],
  KnCmConnect: [
    text('Other'),
    parameter(
      () => 'service',
      () => [...wrongKinds.str, ['empty', ''], ['longer than a name', 'x'.repeat(1025)]],
    ),
    number(0),
  ],
  KnCmListen: [anything, number(0)],
  KnCmAccept: [
    text('Asker'),
    text('asked'),
    number(0, ['past the last endpoint', 1], ['huge', 0xffff_ffff]),
    anyListener,
  ],
  KnCmDrop: [text('Asker'), text('asked')],
  KnGroupStatGetParam: [number(3, ['past the last', 7], ['huge', 0xffff_ffff])],
  KnTaskStatGetParam: [taskItem, number(3, ['past the last', 9], ['huge', 0xffff_ffff])],
  KnGroupStatGetTaskList: [],
  KnTaskStatGetTasksCount: [taskList],
  KnTaskStatEnumTaskList: [taskList, number(0, ['past the last', 1000], ['huge', 0xffff_ffff])],
  KnTaskStatGetName: [taskItem],
  KnTaskStatGetId: [taskItem],
  KnTaskStatCloseTask: [taskItem],
  KnTaskStatCloseTaskList: [taskList],
  NsCreate: [nameServerName, number(0)],
  NsEnumServices: [nameServer, published('a.Type'), number(0, ['past the last', 1])],
  NsPublishService: [nameServer, published('b.Type'), published('Server'), published('service')],
  NsUnPublishService: [nameServer, published('a.Type'), published('Server'), published('service')],
  EntityInit: [info],
  EntityInitEx: [info, processName, imagePath],
  createEntity: [info, processName, imagePath],
  EntityConnect: [entity, entityLike(({ other }) => other)],
  EntityConnectToService: [
    entity,
    entityLike(({ other }) => other),
    parameter(
      () => 'lights',
      () => [...wrongKinds.str, ['empty', ''], ['longer than a name', 'x'.repeat(1025)]],
    ),
  ],
  EntitySetArgs: [
    entity,
    parameter(
      () => ['test.Idle', 'x'],
      () => wrongTexts,
    ),
  ],
  EntitySetEnv: [
    entity,
    parameter(
      () => ['A=B'],
      () => [...wrongTexts, ['no variables', ['A']], ['without a name', ['=B']]],
    ),
  ],
  EntityRun: [entity],
  EntityWait: [entity, number(0)],
  entityState: [entity],
  EntityFree: [
    // Any handle may be closed, also a revoked one.
    parameter(entity.good, ({ closed, foreign }) => [
      ...wrongKinds.u32.filter(readable),
      ['a closed one', { handle: closed }],
      ['one of another process', { handle: foreign }],
    ]),
  ],
  loadImage: [text('test.Idle')],
  // One process has it open already.
  openAudit: [],
  readAudit: [
    handleLike(
      ({ audit }) => audit,
      ({ object, receiver: handle }) => [
        ['an object', object],
        ['a receiver', handle],
      ],
    ),
    f64(0, ['past the last record', 1_000_000]),
    number(0),
  ],
  ServiceLocatorConnect: [text('lights')],
  ServiceLocatorGetRiid: [client, text('lights')],
  ServiceLocatorRegister: [text('served')],
  IoReadBarrier: [],
  IoWriteBarrier: [],
  IoReadWriteBarrier: [],
  IoReadIoPort8: [port],
  IoReadIoPort16: [port],
  IoReadIoPort32: [port],
  IoReadIoPortBuffer8: [port, bytes8, count],
  IoReadIoPortBuffer16: [port, bytes16, count],
  IoReadIoPortBuffer32: [port, bytes32, count],
  IoWriteIoPort8: [port, written],
  IoWriteIoPort16: [port, written],
  IoWriteIoPort32: [port, written],
  IoWriteIoPortBuffer8: [port, bytes8, count],
  IoWriteIoPortBuffer16: [port, bytes16, count],
  IoWriteIoPortBuffer32: [port, bytes32, count],
  IoReadMmReg8: [register],
  IoReadMmReg16: [register],
  IoReadMmReg32: [register],
  IoReadMmBuffer8: [register, bytes8, count],
  IoReadMmBuffer16: [register, bytes16, count],
  IoReadMmBuffer32: [register, bytes32, count],
  IoWriteMmReg8: [register, written],
  IoWriteMmReg16: [register, written],
  IoWriteMmReg32: [register, written],
  IoWriteMmBuffer8: [register, bytes8, count],
  IoWriteMmBuffer16: [register, bytes16, count],
  IoWriteMmBuffer32: [register, bytes32, count],
  KnRegisterPort8: [number(0x80, ['registered', portsAt], ['past the last', 0x1_0000])],
  KnRegisterPort16: [number(0x80, ['registered', portsAt + 7], ['past the last', 0xffff])],
  KnRegisterPort32: [number(0x80, ['registered', portsAt - 3], ['past the last', 0xfffd])],
  KnRegisterPorts: [
    number(0x80, ['registered', portsAt]),
    f64(16, ['none', 0], ['more than there are', 0x1_0000]),
  ],
  KnIoPermitPort: [ports],
  KnRegisterPhyMem: [
    f64(2 ** 32, ['RAM', 0], ['no page', 2 ** 32 + 4], ['registered', registersAt]),
    f64(4096, ...badSizes),
  ],
  KnIoMapMem: [
    registers,
    number(readWrite, ['none', 0], ['a caching', 0x8000_0000]),
    number(VMM_FLAG_ALIAS, ['a protection', VMM_FLAG_READ], ['no alias', 0]),
  ],
  KnIoDmaCreate: [
    number(0, ['too large', 11]),
    f64(4096, ...badSizes),
    number(DMA_DIR_BIDIR, ['no direction', 0], ['unknown', 0x1000]),
  ],
  KnIoDmaCreateContinuous: [
    f64(8192, ...badSizes),
    number(DMA_DIR_BIDIR, ['no direction', 0], ['unknown', 0x1000]),
  ],
  KnIoDmaBegin: [dmaBuffer],
  KnIoDmaMap: [
    dmaBuffer,
    f64(0, ['no page', 1], ['past the end', 4096]),
    f64(4096, ...badSizes, ['more than there is', 8192]),
    f64(0, ['no page', 1]),
    number(readWrite, ['none', 0], ['reserved', VMM_FLAG_RESERVE]),
  ],
  KnIoDmaGetInfo: [dmaBuffer],
  KnIoDmaGetPhysInfo: [dmaBuffer],
  KnRegisterIrq: [
    parameter(
      () => 34,
      () => [...wrongKinds.i32, ['no line', 64], ['negative', -1]],
    ),
  ],
  KnIoAttachIrq: [interrupt, number(0, ['two triggers', 3], ['unknown', 0x1000])],
  KnIoDetachIrq: [interrupt],
  KnIoEnableIrq: [interrupt],
  KnIoDisableIrq: [interrupt],
  KnIoClose: [anyResource],
  KnIommuAttachDevice: [number(deviceBdf, ['nothing', 0])],
  KnIommuDetachDevice: [number(deviceBdf, ['nothing', 0])],
}
