import { type Device, type DeviceContext, Machine, ManualTime, ResourceManager } from '@kos/io-hw'
import { DMA_DIR_FROM_DEVICE, IRQ_LEVEL_HIGH } from '@kos/io-hw/flags'
import { type GenericFailure, RetcodeError } from '@kos/retcode'
import { AddressSpace, MemoryView, PhysicalMemory, VMM_FLAG_READ, VMM_FLAG_WRITE } from '@kos/vmm'

/** A device model: the address written to register 0 gets the temperature by DMA, 20 ms later. */
class Thermometer implements Device {
  readonly name = 'thermometer'
  readonly registerBytes = 8
  degrees = 21
  #context!: DeviceContext
  #target = 0
  #status = 0

  attach(context: DeviceContext): void {
    this.#context = context
  }
  reset(): void {
    this.#status = 0
  }
  read(offset: number): number {
    return offset === 4 ? this.#status : this.#target
  }
  write(offset: number, _size: number, value: number): void {
    if (offset === 0) {
      this.#target = value
      this.#context.tickAfter(20)
    } else {
      this.#status &= ~value // writing 1 clears a bit, and ends the interrupt
      this.#context.setLine(0, this.#status !== 0)
    }
  }
  tick(): void {
    this.#status = this.#context.dmaWrite(this.#target, Uint8Array.of(this.degrees)) ? 1 : 2
    this.#context.setLine(0, true)
  }
}

function made<T extends object>(answer: T | GenericFailure): T {
  if (typeof answer === 'number') throw new RetcodeError(answer)
  return answer
}

export function measure(): string[] {
  const said: string[] = []
  const memory = new PhysicalMemory({ bytes: 2 ** 20 })
  const time = new ManualTime()
  const machine = new Machine({
    memory,
    time,
    onStrayDma: ({ device, direction, reason }) => said.push(`${device} ${direction}: ${reason}`),
  })
  machine.place(new Thermometer(), { memory: 0x1000_0000, irqs: [33], bdf: 0x18 })

  // A process registers what it needs, maps the registers, and attaches a handler and the device.
  const space = new AddressSpace(memory)
  const driver = new ResourceManager(machine).client('driver', space)
  const view = new MemoryView(space.pageTable, memory, space, machine.bus)
  const registers = made(driver.registerMemory(0x1000_0000, 4096))
  const { address: base } = made(driver.map(registers, VMM_FLAG_READ | VMM_FLAG_WRITE, 0))
  const buffer = made(driver.createDma(0, 4096, DMA_DIR_FROM_DEVICE))
  const { address: data } = made(driver.mapDma(buffer, 0, 4096, 0, VMM_FLAG_READ))
  const permission = made(driver.begin(buffer))
  driver.attachDevice(0x18)
  const irq = made(
    driver.attachIrq(made(driver.registerIrq(33)), IRQ_LEVEL_HIGH, {
      interrupt(irq) {
        irq.take()
        const status = view.readRegister32(base + 4)
        said.push(`status ${status}, ${view.load8(data)} degrees at ${time.now()} ms`)
        view.writeRegister32(base + 4, status)
        irq.acknowledge()
      },
    }),
  )

  view.writeRegister32(base, permission.address)
  time.advance(100)
  permission.close() // from now on the device reaches the buffer no more
  view.writeRegister32(base, permission.address)
  time.advance(100)
  said.push(`${irq.line.taken} interrupts`)
  return said
}

// What `measure()` gives:
// status 1, 21 degrees at 20 ms
// thermometer write: no buffer is mapped at 0x10000 of driver
// status 2, 21 degrees at 120 ms
// 2 interrupts
