// The driver of the scale: a thread for its clients, and one for its interrupt.
import {
  IRQ_LEVEL_HIGH,
  type Kos,
  KosInitializedEvent,
  type KosEvent,
  PAGE_SIZE,
  program,
  rcDeviceNotFound,
  rcOk,
  rcTimeout,
  serve,
  SMsgHdr,
  ThreadPriorityNormal,
  unwrap,
  VMM_FLAG_CACHE_DISABLE,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/shop/Scale.edl.ts'

const registersAt = 0xfe00_0000
const irq = 33
const mostGrams = 50_000

interface Scale {
  /** Where the registers are in this process. */
  readonly addr: number
  readonly isOver: KosEvent
}

export default program({ endpoints, endpointInfo }, async (kos) => {
  const { rid } = unwrap(kos.KnRegisterPhyMem(registersAt, PAGE_SIZE))
  const protection = VMM_FLAG_READ | VMM_FLAG_WRITE
  const { addr } = unwrap(kos.KnIoMapMem(rid, protection, VMM_FLAG_CACHE_DISABLE))
  const scale: Scale = { addr, isOver: KosInitializedEvent('over the limit') }
  // Above this thread, so that it is attached when the first client asks.
  unwrap(kos.KosThreadCreate(ThreadPriorityNormal + 1, 0, handleInterrupts, scale, 0))

  // What a device says is checked: one that does not answer reads as ones.
  const weigh = () => {
    const grams = kos.IoReadMmReg32(addr)
    return grams <= mostGrams ? { grams } : { error: { rc: rcDeviceNotFound as number } }
  }
  await serve(kos, 'scale', {
    weighing: {
      Weigh: weigh,
      async Await({ limit, timeout }) {
        kos.KosEventReset(scale.isOver)
        kos.IoWriteMmReg32(addr + 4, limit)
        const rc = await kos.KosEventWaitTimeout(scale.isOver, false, timeout)
        const found = weigh()
        // If the interrupt was lost, the register has it all the same.
        const isOver = rc === rcOk || (found.grams ?? 0) > limit
        return isOver || found.error !== undefined ? found : { error: { rc: rcTimeout } }
      },
    },
  })
})

async function handleInterrupts(kos: Kos, { addr, isOver }: Scale): Promise<void> {
  const { rid } = unwrap(kos.KnRegisterIrq(irq))
  const { handle } = unwrap(kos.KnIoAttachIrq(rid, IRQ_LEVEL_HIGH))
  const message = new SMsgHdr()
  while ((await kos.Recv(handle, message)) === rcOk) {
    // The line goes low by this. Receiving again would be interrupted at once otherwise.
    kos.IoWriteMmReg32(addr + 8, 1)
    kos.KosEventSet(isOver)
  }
}
