// The `kos` of a thread that pthread_create made. The documents forbid libkos locks, threads, DMA
// buffers, I/O ports, MMIO and interrupts there: these functions report misuse, which names what to
// use, and do nothing. All others are those of every thread.
//
// It is a `kos` of the same class and the same thread, so `connect` and `serve` take it.

import { type Kos, rcInvalidOperation } from '@kos/libkos'
import { type Sys, sysOf } from '@kos/libkos/process'
import type { PosixProcess } from '../runtime/posix-process.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'

/** What a refused function answers. */
const code = (): unknown => rcInvalidOperation
const codeLater = (): unknown => Promise.resolve(rcInvalidOperation)
const result = (): unknown => ({ rc: rcInvalidOperation })
const nothing = (): unknown => undefined
const nothingLater = (): unknown => Promise.resolve()
const nobody = (): unknown => 0
const noValue = (): unknown => null
const noStack = (): unknown => ({ stack: 0, size: 0 })
/** Bits of a register where no device answers. */
const ones =
  (bits: number): (() => unknown) =>
  () =>
    2 ** bits - 1

type Refusals = Readonly<Record<string, readonly [answer: () => unknown, use: string]>>

const locks: Refusals = {
  KosMutexInit: [nothing, 'pthread_mutex_init'],
  KosMutexInitEx: [nothing, 'pthread_mutex_init'],
  KosMutexDeinit: [nothing, 'pthread_mutex_destroy'],
  KosMutexLock: [nothingLater, 'pthread_mutex_lock'],
  KosMutexLockTimeout: [codeLater, 'pthread_mutex_timedlock'],
  KosMutexTryLock: [code, 'pthread_mutex_trylock'],
  KosMutexUnlock: [nothing, 'pthread_mutex_unlock'],
  KosCondvarInit: [nothing, 'pthread_cond_init'],
  KosCondvarDeinit: [nothing, 'pthread_cond_destroy'],
  KosCondvarSignal: [nothing, 'pthread_cond_signal'],
  KosCondvarBroadcast: [nothing, 'pthread_cond_broadcast'],
  KosCondvarWait: [codeLater, 'pthread_cond_wait'],
  KosCondvarWaitTimeout: [codeLater, 'pthread_cond_timedwait'],
  KosEventInit: [nothing, 'pthread_cond_init'],
  KosEventDeinit: [nothing, 'pthread_cond_destroy'],
  KosEventSet: [nothing, 'pthread_cond_broadcast'],
  KosEventReset: [nothing, 'pthread_cond_wait'],
  KosEventWait: [codeLater, 'pthread_cond_wait'],
  KosEventWaitTimeout: [codeLater, 'pthread_cond_timedwait'],
  KosRWLockInit: [nothing, 'pthread_rwlock_init'],
  KosRWLockDeinit: [nothing, 'pthread_rwlock_destroy'],
  KosRWLockRead: [nothingLater, 'pthread_rwlock_rdlock'],
  KosRWLockTryRead: [code, 'pthread_rwlock_tryrdlock'],
  KosRWLockWrite: [nothingLater, 'pthread_rwlock_wrlock'],
  KosRWLockTryWrite: [code, 'pthread_rwlock_trywrlock'],
  KosRWLockUnlock: [nothing, 'pthread_rwlock_unlock'],
  KosSemaphoreInit: [code, 'sem_init'],
  KosSemaphoreDeinit: [code, 'sem_destroy'],
  KosSemaphoreSignal: [code, 'sem_post'],
  KosSemaphoreSignalN: [code, 'sem_post'],
  KosSemaphoreWait: [codeLater, 'sem_wait'],
  KosSemaphoreWaitTimeout: [codeLater, 'sem_timedwait'],
  KosSemaphoreTryWait: [code, 'sem_trywait'],
}

const threads: Refusals = {
  KosThreadCreate: [result, 'pthread_create'],
  KosThreadCurrentId: [nobody, 'pthread_self'],
  KosThreadResume: [code, 'pthread_cond_signal'],
  KosThreadExit: [codeLater, 'pthread_exit'],
  KosThreadTerminate: [codeLater, 'pthread_cancel'],
  KosThreadWait: [codeLater, 'pthread_join'],
  KosThreadSleep: [codeLater, 'nanosleep'],
  KnSleep: [codeLater, 'nanosleep'],
  KosThreadYield: [nothingLater, 'sched_yield'],
  KosThreadSuspend: [codeLater, 'pthread_cond_wait'],
  KosThreadGetStack: [noStack, 'pthread_attr_getstack'],
  KosThreadTlsGet: [noValue, 'pthread_getspecific'],
  KosThreadTlsSet: [code, 'pthread_setspecific'],
  KosThreadCallbackRegister: [code, 'pthread_cleanup_push'],
  KosThreadCallbackUnregister: [code, 'pthread_cleanup_pop'],
  KosThreadOnce: [codeLater, 'pthread_once'],
}

const first = 'the first thread of the process'

const devices: Refusals = {
  KnIoDmaCreate: [result, first],
  KnIoDmaCreateContinuous: [result, first],
  KnIoDmaBegin: [result, first],
  KnIoDmaMap: [result, first],
  KnIoDmaGetInfo: [result, first],
  KnIoDmaGetPhysInfo: [result, first],
  KnRegisterPort8: [result, first],
  KnRegisterPort16: [result, first],
  KnRegisterPort32: [result, first],
  KnRegisterPorts: [result, first],
  KnIoPermitPort: [result, first],
  IoReadIoPort8: [ones(8), first],
  IoReadIoPort16: [ones(16), first],
  IoReadIoPort32: [ones(32), first],
  IoReadIoPortBuffer8: [nothing, first],
  IoReadIoPortBuffer16: [nothing, first],
  IoReadIoPortBuffer32: [nothing, first],
  IoWriteIoPort8: [nothing, first],
  IoWriteIoPort16: [nothing, first],
  IoWriteIoPort32: [nothing, first],
  IoWriteIoPortBuffer8: [nothing, first],
  IoWriteIoPortBuffer16: [nothing, first],
  IoWriteIoPortBuffer32: [nothing, first],
  KnRegisterPhyMem: [result, first],
  KnIoMapMem: [result, first],
  IoReadMmReg8: [ones(8), first],
  IoReadMmReg16: [ones(16), first],
  IoReadMmReg32: [ones(32), first],
  IoReadMmBuffer8: [nothing, first],
  IoReadMmBuffer16: [nothing, first],
  IoReadMmBuffer32: [nothing, first],
  IoWriteMmReg8: [nothing, first],
  IoWriteMmReg16: [nothing, first],
  IoWriteMmReg32: [nothing, first],
  IoWriteMmBuffer8: [nothing, first],
  IoWriteMmBuffer16: [nothing, first],
  IoWriteMmBuffer32: [nothing, first],
  KnRegisterIrq: [result, first],
  KnIoAttachIrq: [result, first],
  KnIoDetachIrq: [code, first],
  KnIoEnableIrq: [code, first],
  KnIoDisableIrq: [code, first],
}

/** The functions that a thread of pthread_create must not use, by name. */
export const refusedFunctions: Refusals = /* @__PURE__ */ Object.freeze({
  ...locks,
  ...threads,
  ...devices,
})

type KosClass = new (sys: Sys) => Kos

// One class for all threads of a process.
class Restricted {
  readonly kosClass: KosClass

  constructor(kos: Kos) {
    const Base = kos.constructor as KosClass
    class PosixKos extends (Base as new (sys: Sys) => object) {}
    for (const [name, [answer, use]] of Object.entries(refusedFunctions)) {
      if (!(name in kos)) continue
      const get = function (this: object): unknown {
        const sys = sysOf(this)
        return () => {
          sys.misuse(`${sys.info.name}: ${name} did nothing: ${whyNot(use)}`)
          return answer()
        }
      }
      Object.defineProperty(PosixKos.prototype, name, { get, enumerable: true })
    }
    this.kosClass = PosixKos as unknown as KosClass
  }

  static of(process: PosixProcess, kos: Kos): Restricted {
    return process.local(Restricted, () => new Restricted(kos))
  }
}

function whyNot(use: string): string {
  const refusal = 'a thread that pthread_create made must not use it; use'
  return use === first ? `${refusal} it in ${first}` : `${refusal} ${use}`
}

/** The kos of a thread that pthread_create made. */
export function restrictedKos(thread: PosixThread): Kos {
  return thread.local(
    Restricted,
    () => new (Restricted.of(thread.process, thread.kos).kosClass)(thread.sys),
  )
}
