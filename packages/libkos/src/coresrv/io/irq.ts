// Interrupts: documented header `coresrv/io/irq.h`. Order: register an interrupt, attach a thread
// to it, which waits with Recv; KnIoClose (`io_api.ts`) gives back. The flags are in
// `@kos/io-hw/flags`.

import type { Retcode } from '@kos/retcode'
import { ioContract } from '../../abi/contracts.ts'
import { callsOf } from '../../abi/syscall.ts'
import type { Handle } from '../../nk/types.ts'
import type { Library } from '../../runtime/sys.ts'
import { type Permitted, permitting, type Registered, registering } from './resource-results.ts'

const calls = /* @__PURE__ */ callsOf(ioContract)

/** Functions for interrupts on `kos`. */
export interface IrqApi {
  /**
   * Registers the interrupt with the number `irq` (topic `kn_register_irq`). One may be registered
   * several times, since one handle attaches one thread. `rid` can be transferred and revoked.
   *
   * rcInvalidArgument: there is no such interrupt; rcOutOfMemory, rcQuotaExceeded: no handle is
   * left.
   */
  readonly KnRegisterIrq: (irq: number) => Registered
  /**
   * Attaches the calling thread to an interrupt (topic `kn_io_attach_irq`). It waits for the
   * interrupt with `Recv(handle, msgIn)` or RecvEx: what it receives is empty. The next receive
   * says that the interrupt has been handled: a level that is active still comes again, an edge
   * that came meanwhile is delivered at once.
   *
   * `flags` are IRQ_LEVEL_LOW, IRQ_LEVEL_HIGH (without any), IRQ_EDGE_RAISE or IRQ_EDGE_FALL; a
   * priority, IRQ_PRIO_; and IRQ_SHARED, if others may attach to the same interrupt, with equal
   * flags. `handle` can be neither transferred nor copied. The thread is detached by
   * KnIoDetachIrq, by KnIoClose of `handle`, when it ends, and when KnHandleRevoke reaches `rid`
   * through a handle above it: then its Recv ends with rcHandleRevoked.
   *
   * rcInvalidArgument: `rid` is no handle of an interrupt, or the flags are not legal together;
   * rcInvalidThreadState: the thread is attached to an interrupt; rcAlreadyExists: a thread is
   * attached by `rid`, or somebody with other flags; rcBusy: somebody is attached who does not
   * share, or this thread does not; rcNoCapability: `rid` lacks OCAP_IO_READ; rcHandleRevoked;
   * rcOutOfMemory, rcQuotaExceeded: no handle is left.
   *
   * Recv on `handle` answers also rcInvalidThreadState, to a thread that is not the attached one,
   * and rcNotConnected, when it was detached.
   */
  readonly KnIoAttachIrq: (rid: Handle, flags: number) => Permitted
  /**
   * Detaches the calling thread from an interrupt (topic `kn_io_detach_irq`).
   *
   * rcOk; rcInvalidArgument: `rid` is no handle of an interrupt; rcInvalidThreadState: the thread
   * is not attached by it; rcHandleRevoked.
   */
  readonly KnIoDetachIrq: (rid: Handle) => Retcode
  /**
   * Unmasks an interrupt for the thread that is attached by `rid`, now or later (topic
   * `kn_io_enable_irq`). An edge that came while it was masked is delivered, and a level that is
   * active.
   *
   * rcOk; rcInvalidArgument: `rid` is no handle of an interrupt; rcNoCapability: it lacks
   * OCAP_IO_READ; rcHandleRevoked.
   */
  readonly KnIoEnableIrq: (rid: Handle) => Retcode
  /**
   * Masks an interrupt for the thread that is attached by `rid`, now or later (topic
   * `kn_io_disable_irq`). Codes as KnIoEnableIrq.
   */
  readonly KnIoDisableIrq: (rid: Handle) => Retcode
}

/** The program half of interrupts. */
export const irqLibrary: Library<IrqApi> = /* @__PURE__ */ Object.freeze({
  KnRegisterIrq: (sys) => registering(sys, calls.RegisterIrq),
  KnIoAttachIrq: (sys) => permitting(sys, calls.AttachIrq),
  KnIoDetachIrq: (sys) => sys.call(calls.DetachIrq) as IrqApi['KnIoDetachIrq'],
  KnIoEnableIrq: (sys) => sys.call(calls.EnableIrq) as IrqApi['KnIoEnableIrq'],
  KnIoDisableIrq: (sys) => sys.call(calls.DisableIrq) as IrqApi['KnIoDisableIrq'],
})
