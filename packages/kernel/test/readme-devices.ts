import { allowAll, boot, type Device, type DeviceContext, VirtualClock } from '@kos/kernel'
import { IRQ_EDGE_RAISE, program, rcOk, SMsgHdr, unwrap } from '@kos/libkos'

class Button implements Device {
  readonly name = 'button'
  readonly registerBytes = 4
  #context: DeviceContext | null = null
  #presses = 0

  attach(context: DeviceContext): void {
    this.#context = context
  }

  reset(): void {
    this.#presses = 0
  }

  read(): number {
    return this.#presses
  }

  write(): void {}

  press(): void {
    this.#presses++
    this.#context?.setLine(0, true)
    this.#context?.setLine(0, false)
  }
}

const Driver = program(async (kos) => {
  const { rid: ports } = unwrap(kos.KnRegisterPorts(0x60, 4))
  unwrap(kos.KnIoPermitPort(ports))
  const { rid: irq } = unwrap(kos.KnRegisterIrq(1))
  const { handle } = unwrap(kos.KnIoAttachIrq(irq, IRQ_EDGE_RAISE))
  const message = new SMsgHdr()
  while ((await kos.Recv(handle, message)) === rcOk) kos.log('presses:', kos.IoReadIoPort32(0x60))
})

const button = new Button()
const placement = { ports: 0x60, irqs: [1] }
const kernel = boot(
  { programs: { Driver }, policy: allowAll() },
  { clock: new VirtualClock(), machine: { devices: [{ device: button, placement }] } },
)
kernel.after(1000, () => button.press())
kernel.after(3000, () => button.press())
await kernel.run({ until: 'idle' })
console.log('interrupts that were taken:', kernel.inspect().io?.irqs[0]?.taken)
