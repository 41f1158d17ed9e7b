import { blockDevice, BlockDriver, machineFile, openDisk, writeMachineFile } from '@kos/drivers'
import { memoryStore, VirtioBlock } from '@kos/io-hw/models'
import { any, boot, core, execute, request, response, VirtualClock } from '@kos/kernel'
import { program, unwrap } from '@kos/libkos'
import { LocalFiles, MountTable, Namespace, O_CREAT, O_RDWR, posix, strerror } from '@kos/posix'
import { checkFat32, FatFileSystem, formatFat32, systemClock } from '@kos/posix/fat'

// The machine: a disk of 40 MB. Its bytes could as well be an image that mkfs.fat has made.
const image = new Uint8Array(40_000_512)
const disk = new VirtioBlock(memoryStore(image), { latency: 1 })
const place = { memory: 0xfe00_1000, irqs: [40], bdf: 8 }
const devices = writeMachineFile([{ name: 'disk0', model: 'virtio-block', ports: null, ...place }])

// The program: it has the volume on the disk as its files.
const Writer = program(async (kos) => {
  using disk0 = unwrap(await openDisk(kos, 'disk0')).disk
  const device = blockDevice(disk0)
  const made = await formatFat32(kos, device, { label: 'EXAMPLE' })
  const fat = await FatFileSystem.mount(kos, device, { clock: systemClock(kos) })
  if (made < 0 || typeof fat === 'number') return 1
  const files = new LocalFiles(new Namespace(new MountTable(fat)))
  const p = posix(kos, { files })
  await p.mkdir('/letters', 0o755)
  const fd = await p.open('/letters/To whom it may concern.txt', O_CREAT | O_RDWR, 0o644)
  const text = new TextEncoder().encode('read from a FAT32 volume, in another case')
  await p.write(fd, text, text.length)
  const back = new Uint8Array(100)
  const again = await p.open('/LETTERS/TO WHOM IT MAY CONCERN.TXT', O_RDWR)
  const count = await p.read(again, back, back.length)
  kos.log(`${fat.label}: ${new TextDecoder().decode(back.subarray(0, count))}`)
  if ((await p.symlink('/letters', '/post')) < 0) kos.log(`symlink: ${strerror(p.errno)}`)
  // What is not stored yet is in memory of this process.
  return -(await fat.sync(kos))
})

const kernel = boot(
  {
    programs: { 'kl.drivers.Block': BlockDriver, Writer },
    connections: { Writer: { disk0: 'kl.drivers.Block' } },
    args: { 'kl.drivers.Block': ['disk0'] },
    files: { 'kl.drivers.Block': { [machineFile]: devices } },
    policy: [
      execute(),
      request(any, core),
      request('Writer', 'kl.drivers.Block'),
      response(any, 'Writer'),
    ],
  },
  {
    clock: new VirtualClock(),
    machine: { setUp: (machine) => void machine.place(disk, place) },
    output: ({ text }) => console.log(text),
  },
)
await kernel.run({ until: kernel.task('Writer') })
await kernel[Symbol.asyncDispose]()
const { problems, lostClusters, files } = checkFat32(image)
console.log(`${problems.length} problems, ${lostClusters} lost clusters; ${files.join(', ')}`)
