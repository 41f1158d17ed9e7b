import { any, boot, core, execute, request, response, VirtualClock } from '@kos/kernel'
import { memoryStore, Pl061, VirtioBlock } from '@kos/io-hw/models'
import { program, rcOk, unwrap } from '@kos/libkos'
import {
  BlockDriver,
  GpioDriver,
  machineFile,
  openDisk,
  readSectors,
  writeMachineFile,
} from '@kos/drivers'
import { GPIO_DIR_OUT, GpioInit, GpioOpenPort, GpioOut, GpioSetMode } from '@kos/drivers/gpio'

// The machine: a disk, and a light at pin 5.
const text = 'read from the disk by a driver, with DMA and interrupts'
const image = new Uint8Array(4096)
image.set(Array.from(text, (letter) => letter.charCodeAt(0)))
const disk = new VirtioBlock(memoryStore(image), { latency: 5 })
const light = new Pl061()
light.onPinChange((pin, level) => console.log('pin', pin, level))

const diskPlace = { memory: 0xfe00_1000, irqs: [40], bdf: 8 }
const lightPlace = { memory: 0xfe00_3000, irqs: [7] }
const devices = writeMachineFile([
  { name: 'disk0', model: 'virtio-block', ports: null, ...diskPlace },
  { name: 'gpio0', model: 'pl061', ports: null, bdf: null, ...lightPlace },
])

// The client: the light is on while it reads.
const Reader = program(async (kos) => {
  GpioInit(kos)
  const { handle: gpio } = unwrap(GpioOpenPort(kos, 'gpio0'))
  await GpioSetMode(kos, gpio, 5, GPIO_DIR_OUT)
  using disk0 = unwrap(await openDisk(kos, 'disk0')).disk
  await GpioOut(kos, gpio, 5, 1)
  if ((await readSectors(disk0, 0, 1)) !== rcOk) return 1
  await GpioOut(kos, gpio, 5, 0)
  kos.log(kos.memory.loadString(disk0.address, 512))
  return 0
})

const drivers = { 'kl.drivers.Block': BlockDriver, 'kl.drivers.GPIO': GpioDriver }
const kernel = boot(
  {
    programs: { ...drivers, Reader },
    connections: { Reader: { disk0: 'kl.drivers.Block', gpio0: 'kl.drivers.GPIO' } },
    args: { 'kl.drivers.Block': ['disk0'], 'kl.drivers.GPIO': ['gpio0'] },
    files: {
      'kl.drivers.Block': { [machineFile]: devices },
      'kl.drivers.GPIO': { [machineFile]: devices },
    },
    policy: [
      execute(),
      request(any, core),
      request('Reader', 'kl.drivers.Block'),
      request('Reader', 'kl.drivers.GPIO'),
      response(any, 'Reader'),
    ],
  },
  {
    clock: new VirtualClock(),
    machine: {
      setUp: (machine) => machine.place(disk, diskPlace).place(light, lightPlace),
    },
  },
)
await kernel.run({ until: kernel.task('Reader') })
