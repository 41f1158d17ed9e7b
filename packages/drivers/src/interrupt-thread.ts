// A thread that handles one interrupt: it attaches itself, waits with Recv, and calls the driver for
// each interrupt. Receiving again says that the last one was handled.
//
// A device that holds its line for ever, or always has something new, would keep the thread running
// and let nothing else happen. So after a burst, interrupts that came one after the other without a
// wait, the interrupt is masked for as long as the burst took: others have half of the time at least.

import {
  formatRetcode,
  type Handle,
  INVALID_HANDLE,
  IRQ_LEVEL_HIGH,
  type Kos,
  KosInitializedEvent,
  type KosEvent,
  PackInMsg,
  type Result,
  type Retcode,
  rcDeviceNotFound,
  rcOk,
  rcTimeout,
  SMsgHdr,
  ThreadPriorityNormal,
} from '@kos/libkos'
import { maxBurstTime, maxInterruptBurst } from './limits.ts'
import type { DeviceDescription } from './machine-file.ts'

/** Handles an interrupt, at once; `kos` is that of the thread. */
export type OnInterrupt = (kos: Kos) => void

interface InterruptThread {
  readonly rid: Handle
  readonly onInterrupt: OnInterrupt
  readonly attached: KosEvent
  /** Whether it is attached, once the event says that it has tried. */
  rc: Retcode
}

/**
 * Starts a thread for the interrupt number `irq`, which is active while its line is high, and waits
 * until it is attached. `rid` is the interrupt.
 *
 * Codes as KnRegisterIrq, KosThreadCreate and KnIoAttachIrq.
 */
export async function startInterruptThread(
  kos: Kos,
  irq: number,
  onInterrupt: OnInterrupt,
): Promise<Result<{ readonly rid: Handle }>> {
  const registered = kos.KnRegisterIrq(irq)
  if (registered.rc !== rcOk) return registered
  const { rid } = registered
  const attached = KosInitializedEvent('attached')
  const thread: InterruptThread = { rid, onInterrupt, attached, rc: rcOk }
  // Above the threads that serve: what waits for the device goes on first.
  const created = kos.KosThreadCreate(ThreadPriorityNormal + 1, 0, handleInterrupts, thread, 0)
  if (created.rc === rcOk) await kos.KosEventWait(attached, false)
  const rc = created.rc === rcOk ? thread.rc : created.rc
  if (rc === rcOk) return registered
  kos.KnIoClose(rid)
  return { rc }
}

/** A device that makes interrupts. */
interface InterruptSource {
  /** Handles one. */
  interrupt(kos: Kos): void
}

/**
 * Takes a device by `open`, and starts a thread for its first interrupt.
 *
 * rcDeviceNotFound: it has no interrupt; codes of `open` and of `startInterruptThread`.
 */
export async function openWithInterrupt<D extends InterruptSource>(
  kos: Kos,
  { irqs: [irq] }: DeviceDescription,
  open: () => Result<{ readonly device: D }>,
): Promise<Result<{ readonly device: D }>> {
  if (irq === undefined) return { rc: rcDeviceNotFound }
  const opened = open()
  if (opened.rc !== rcOk) return opened
  const { device } = opened
  const { rc } = await startInterruptThread(kos, irq, (own) => device.interrupt(own))
  return rc === rcOk ? opened : { rc }
}

async function handleInterrupts(kos: Kos, thread: InterruptThread): Promise<void> {
  const { rid, onInterrupt, attached } = thread
  const { rc, handle } = kos.KnIoAttachIrq(rid, IRQ_LEVEL_HIGH)
  thread.rc = rc
  kos.KosEventSet(attached)
  if (rc !== rcOk) return
  const message = PackInMsg(new SMsgHdr(), new Uint8Array(0))
  let burst = 0
  let since = 0
  for (;;) {
    let received = await kos.RecvEx(handle, message, 0, INVALID_HANDLE)
    if (received === rcTimeout) {
      burst = 0
      received = await kos.Recv(handle, message)
    }
    if (received !== rcOk) return kos.log('no more interrupts:', formatRetcode(received))
    if (burst === 0) since = kos.KnGetMSecSinceStart()
    onInterrupt(kos)
    burst++
    const took = kos.KnGetMSecSinceStart() - since
    if (burst < maxInterruptBurst && took < maxBurstTime) continue
    await pause(kos, rid, Math.max(took, 1))
    burst = 0
  }
}

async function pause(kos: Kos, rid: Handle, milliseconds: number): Promise<void> {
  kos.KnIoDisableIrq(rid)
  await kos.KnSleep(milliseconds)
  kos.KnIoEnableIrq(rid)
}
