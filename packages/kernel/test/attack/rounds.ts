// Rounds: each makes something and gives all of it back, so that after any number of them a kernel
// holds what it held before.

import {
  connect,
  DMA_DIR_BIDIR,
  EVENT_OBJECT_DESTROYED,
  HANDLE_TYPE_USER_FIRST,
  INVALID_HANDLE,
  IRQ_EDGE_RAISE,
  IRQ_LEVEL_LOW,
  IRQ_SHARED,
  type Kos,
  KosInitializedEvent,
  KosInitializedMutex,
  KosInitializedSemaphore,
  KosPutObject,
  OCAP_IO_READ,
  OCAP_IO_WRITE,
  PackOutMsg,
  program,
  SMsgHdr,
  VMM_FLAG_ALIAS,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
  unwrap,
} from '@kos/libkos'
import { client, Lights, LightServer } from '../lights.ts'
import { hostile } from '../misbehaving.ts'
import { deviceBdf, irqs, portsAt, registersAt } from '../test-device.ts'
import type { World } from '../world.ts'
import { areaFlags } from './bystander.ts'

/** A round: what the process `P` does, or what the host does. */
export type Round = (world: World) => Promise<void>

const all = 0xffff_ffff
const [line] = irqs as [number]
const access = OCAP_IO_READ | OCAP_IO_WRITE
const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE
const as =
  (routine: (kos: Kos) => Promise<void> | void): Round =>
  (world) =>
    world.act('P', routine)

/** Every round, with a name. */
export const rounds: Readonly<Record<string, Round>> = {
  'objects, copies and badges': as((kos) => {
    const { notice } = unwrap(kos.KnNoticeCreate())
    const { handle } = unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, all, {}))
    const { handle: badge } = unwrap(kos.KnHandleCreateBadge(notice, 'event', {}))
    const { handle: copy } = unwrap(kos.KnHandleCopy(handle, all, badge))
    const { handle: second } = unwrap(kos.KnHandleCopy(copy, 0, INVALID_HANDLE))
    kos.KnHandleRevokeSubtree(handle, badge)
    for (const each of [copy, second, badge]) kos.KnHandleClose(each)
    kos.KnHandleRevoke(handle)
    KosPutObject(notice)
  }),
  'subscriptions and events': as(async (kos) => {
    const { notice } = unwrap(kos.KnNoticeCreate())
    const { handle } = unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, all, {}))
    kos.KnNoticeSubscribeToObject(notice, handle, EVENT_OBJECT_DESTROYED | 1, { id: 1 })
    kos.KnNoticeSubscribeToObject(notice, handle, 1, { id: 2 })
    kos.KnNoticeSetObjectEvent(handle, 1)
    await kos.KnNoticeGetEvent(notice, 1, 4)
    kos.KnNoticeUnsubscribeFromObject(notice, handle)
    kos.KnNoticeSubscribeToObject(notice, handle, EVENT_OBJECT_DESTROYED, { id: 3 })
    kos.KnHandleClose(handle)
    kos.KnNoticeDropAndWake(notice)
    KosPutObject(notice)
  }),
  'calls with handles': as(async (kos) => {
    const lights = connect(kos, Lights, 'lights', 'lights')
    await lights.Set({ mode: 1, name: 'abc' })
    await lights.Set({ mode: 13, name: 'abc' })
    const { handle } = unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, all, {}))
    await lights.Lend({ lamp: handle })
    kos.KnHandleClose(handle)
    await lights.Lend({ lamp: handle })
  }),
  'calls that are interrupted': as(async (kos) => {
    const { syncHandle } = unwrap(kos.KnIpcCreateSyncObject())
    kos.KnIpcSetInterrupt(syncHandle)
    kos.KnIpcClearInterrupt(syncHandle)
    kos.KnHandleClose(syncHandle)
    const waiting = (own: Kos): Promise<void> => own.KnSleep(1000).then(() => {})
    const { tid } = unwrap(kos.KosThreadCreate(15, 0, waiting, {}, 0))
    await kos.KosThreadTerminate(tid, 0)
  }),
  'channels made at run time': as(async (kos) => {
    const accept = async (own: Kos): Promise<void> => {
      const { client: name, service } = unwrap(await own.KnCmListen(null, 100))
      own.KnHandleClose(unwrap(own.KnCmAccept(name, service, 0, INVALID_HANDLE)).handle)
      const dropped = unwrap(await own.KnCmListen(null, 100))
      own.KnCmDrop(dropped.client, dropped.service)
    }
    const { tid } = unwrap(kos.KosThreadCreate(15, 0, accept, {}, 0))
    kos.KnHandleClose(unwrap(await kos.KnCmConnect('P', 'own', 100)).handle)
    await kos.KnCmConnect('P', 'own', 100)
    await kos.KosThreadWait(tid, 100)
    await kos.KnCmConnect('Server', 'nobody listens', 1)
  }),
  'threads of every end': as(async (kos) => {
    const { tid } = unwrap(kos.KosThreadCreate(15, 4096, () => {}, {}, 0))
    const { tid: never } = unwrap(kos.KosThreadCreate(15, 0, () => {}, {}, 1))
    const suspend = async (own: Kos): Promise<void> => {
      await own.KosThreadSuspend(own.KosThreadCurrentId())
    }
    const { tid: suspended } = unwrap(kos.KosThreadCreate(20, 0, suspend, {}, 0))
    await kos.KosThreadWait(tid, 10)
    await kos.KosThreadTerminate(never, 0)
    await kos.KosThreadTerminate(suspended, 0)
  }),
  'locks and queues': as(async (kos) => {
    const mutex = KosInitializedMutex('m')
    const event = KosInitializedEvent('e')
    const semaphore = KosInitializedSemaphore(1, 's')
    await kos.KosMutexLock(mutex)
    await kos.KosMutexLockTimeout(mutex, 1)
    kos.KosMutexUnlock(mutex)
    await kos.KosEventWaitTimeout(event, true, 1)
    await kos.KosSemaphoreWait(semaphore)
    const queue = kos.KosQueueCreate(2, 8, 8, null)
    if (queue === null) return
    kos.KosQueuePush(queue, kos.KosQueueAlloc(queue) as never)
    kos.KosQueueFree(queue, (await kos.KosQueuePop(queue, 1)) as never)
    kos.KosQueueDestroy(queue)
  }),
  'pages and buffers': as((kos) => {
    const address = kos.KnVmAllocate(0, 16_384, areaFlags)
    kos.memory.store32(address, 1)
    kos.KnVmProtect(address, 4096, VMM_FLAG_READ)
    kos.KnVmDecommit(address + 4096, 4096)
    kos.KnVmUnmap(address, 8192)
    kos.KnVmUnmap(address + 8192, 8192)
    const { handle } = unwrap(kos.KnPmmMdlCreate(8192, readWrite))
    const { addr } = unwrap(kos.KnPmmMdlMap(handle, 4096, 4096, 0, readWrite))
    kos.memory.store32(addr, 1)
    kos.KnHandleClose(handle)
    kos.KnVmUnmap(addr, 4096)
    const areas = [16, 100, 5000, 70_000].map((size) => kos.KosMemAlloc(size))
    for (const area of areas) kos.KosMemFree(area)
  }),
  'ports, registers and buffers of a device': as((kos) => {
    const ports = unwrap(kos.KnRegisterPorts(portsAt, 4)).rid
    const permission = unwrap(kos.KnIoPermitPort(ports)).handle
    kos.IoWriteIoPort8(portsAt, kos.IoReadIoPort8(portsAt))
    const registers = unwrap(kos.KnRegisterPhyMem(registersAt, 4096)).rid
    const shared = unwrap(kos.KnHandleCopy(registers, access, INVALID_HANDLE)).handle
    const { addr, handle: first } = unwrap(kos.KnIoMapMem(shared, readWrite, VMM_FLAG_ALIAS))
    const mapping = unwrap(kos.KnIoMapMem(registers, readWrite, VMM_FLAG_ALIAS)).handle
    kos.IoWriteMmReg32(addr, kos.IoReadMmReg32(addr))
    kos.KnVmUnmap(addr, 4096)
    const buffer = unwrap(kos.KnIoDmaCreate(1, 12_288, DMA_DIR_BIDIR)).rid
    const lent = unwrap(kos.KnHandleCopy(buffer, access, INVALID_HANDLE)).handle
    kos.KnIommuAttachDevice(deviceBdf)
    const begun = unwrap(kos.KnIoDmaBegin(lent)).handle
    const mapped = unwrap(kos.KnIoDmaMap(lent, 4096, 4096, 0, readWrite)).handle
    unwrap(kos.KnIoDmaGetInfo(buffer))
    kos.KnIommuDetachDevice(deviceBdf)
    kos.KnHandleRevoke(buffer)
    const uses = [permission, first, mapping, begun, mapped]
    for (const each of [...uses, ports, registers, shared, lent]) kos.KnIoClose(each)
  }),
  'interrupts that are awaited, masked and revoked': as(async (kos) => {
    const message = PackOutMsg(new SMsgHdr(), new Uint8Array(16))
    const wait = async (own: Kos): Promise<void> => {
      const irq = unwrap(own.KnRegisterIrq(line)).rid
      const { handle } = unwrap(own.KnIoAttachIrq(irq, IRQ_LEVEL_LOW | IRQ_SHARED))
      own.KnIoDisableIrq(irq)
      own.KnIoEnableIrq(irq)
      await own.RecvEx(handle, message, 1, INVALID_HANDLE)
      own.KnIoDetachIrq(irq)
      own.KnIoClose(irq)
      own.KnIoClose(handle)
    }
    const { tid } = unwrap(kos.KosThreadCreate(15, 0, wait, {}, 0))
    await wait(kos)
    await kos.KosThreadWait(tid, 100)
    const irq = unwrap(kos.KnRegisterIrq(line)).rid
    const copy = unwrap(kos.KnHandleCopy(irq, access, INVALID_HANDLE)).handle
    const forEver = async (own: Kos): Promise<void> => {
      const { handle } = unwrap(own.KnIoAttachIrq(copy, IRQ_EDGE_RAISE))
      await own.Recv(handle, message)
      own.KnIoClose(handle)
    }
    const { tid: revoked } = unwrap(kos.KosThreadCreate(15, 0, forEver, {}, 0))
    await kos.KnSleep(1)
    kos.KnHandleRevoke(irq)
    await kos.KosThreadWait(revoked, 100)
    kos.KnIoClose(copy)
  }),
  mistakes: as(async (kos) => {
    kos.KosMutexUnlock(KosInitializedMutex('not owned'))
    kos.KnHandleClose(0x1234 as never)
    kos.KnHandleCreateUserObject(5, all, {})
    kos.KosThreadCreate(99, 0, () => {}, {}, 0)
    kos.KosMemFree(5)
    kos.KnNoticeSubscribeToObject(hostile as never, hostile as never, 1, {})
    await kos.Call(hostile as never, hostile as never, hostile as never)
  }),
  lines: as((kos) => {
    kos.log('a line', hostile === null, ['x'])
  }),
  'a process that returns': async (world) => {
    world.kernel.spawn(client(1), { name: 'Child', connections: { lights: 'Server' } })
    await world.idle()
  },
  'a process that crashes with much in its hands': async (world) => {
    const Broken = program(async (kos) => {
      unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, all, {}))
      unwrap(kos.KnNoticeCreate())
      unwrap(kos.KnPmmMdlCreate(4096, readWrite))
      unwrap(kos.KnIoPermitPort(unwrap(kos.KnRegisterPorts(portsAt, 4)).rid))
      unwrap(kos.KnIoMapMem(unwrap(kos.KnRegisterPhyMem(registersAt, 4096)).rid, readWrite, 0))
      kos.KnIommuAttachDevice(deviceBdf)
      const buffer = unwrap(kos.KnIoDmaCreate(0, 4096, DMA_DIR_BIDIR)).rid
      unwrap(kos.KnIoDmaBegin(buffer))
      unwrap(kos.KnIoDmaMap(buffer, 0, 4096, 0, readWrite))
      kos.KosThreadCreate(
        15,
        0,
        async (own: Kos) => {
          const irq = unwrap(own.KnRegisterIrq(line)).rid
          const { handle } = unwrap(own.KnIoAttachIrq(irq, IRQ_EDGE_RAISE))
          await own.Recv(handle, PackOutMsg(new SMsgHdr(), new Uint8Array(16)))
        },
        {},
        0,
      )
      kos.KosThreadCreate(15, 0, async (own: Kos) => void (await own.KnSleep(1000)), {}, 0)
      await kos.KnSleep(1)
      throw new Error('a program crashes')
    })
    world.kernel.spawn(Broken, { name: 'Child' })
    await world.idle()
  },
  'a server that is killed while it is called': async (world) => {
    world.kernel.spawn(LightServer, { name: 'Other' })
    world.kernel.spawn(client(99), { name: 'Child', connections: { lights: 'Other' } })
    await world.kernel.advance(1)
    world.kernel.kill('Other')
    await world.idle()
  },
}
