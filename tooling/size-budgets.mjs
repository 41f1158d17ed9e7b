// What each package may weigh in a bundle: the code of an application that imports it, and the most
// bytes that its bundle may have, minified and compressed by gzip. `size.mjs` measures it.
//
// A limit is a little above what there was when it was set. Raise it for something that users get,
// in the commit that gives it to them. Packages that are not of ours are left out of the bundle, and
// so is Node: they are named in the package's README.

/** Parts of a kernel that an application may have no use for, by what they are. */
const parts = {
  memory: ['the memory service', /^(vmm|kernel\/src\/services\/memory)/],
  sync: [
    'the synchronization service',
    /^(sync\/|kernel\/src\/services\/sync|libkos\/src\/kos\/(mutex|condvar|event|rwlock|semaphore|queue|once)\.)/,
  ],
  transport: [
    'the transport of ported C code',
    /^(kernel\/src\/services\/transport|libkos\/src\/nk\/transport)/,
  ],
  cm: [
    'the channel manager',
    /^(kernel\/src\/services\/c(m|hannel-manager)\.|libkos\/src\/coresrv\/(cm|ns)\/)/,
  ],
  io: ['the io service', /^(io-hw|kernel\/src\/services\/i(o|rq)|libkos\/src\/coresrv\/io)/],
  tasks: [
    'the task service, solutions and Einit',
    /^(kernel\/src\/(services\/(task|solution|image|restart|entity)|solution)|libkos\/src\/(einit|coresrv\/entity))/,
  ],
  traces: ['traces', /^kernel\/src\/trace/],
  frontEnds: [
    'the front ends of interface and policy files',
    /^(idl-compiler|security\/src\/(psl|pal|analysis|models))\//,
  ],
  printers: [
    'printers and compilers of codecs',
    /^idl\/src\/(.*print|compile-|code-codec|.*closure|.*value-codec|composite|growth)/,
  ],
  kernel: ["the kernel's half", /^(kernel|ipc\/src\/(channel|listener)|handles\/src\/space)/],
}

const { memory, sync, transport, cm, io, tasks, traces, frontEnds, printers, kernel } = parts

/** The whole of an entry. */
const all = (entry) => `export * from '${entry}'`

/** By package: what is imported, the most bytes, and what must not come with it. */
export const budgets = {
  retcode: [{ what: 'all of it', code: all('@kos/retcode'), limit: 2_550 }],
  thread: [
    { what: 'all of it', code: all('@kos/thread'), limit: 10_000 },
    {
      what: 'a scheduler',
      code: `export { Scheduler, spawn, VirtualClock } from '@kos/thread'`,
      limit: 7_200,
    },
  ],
  handles: [
    { what: 'all of it', code: all('@kos/handles'), limit: 9_300 },
    { what: 'rights', code: all('@kos/handles/rights'), limit: 500 },
  ],
  sync: [
    { what: 'all of it', code: all('@kos/sync'), limit: 9_800 },
    { what: 'a mutex', code: `export { Mutex } from '@kos/sync'`, limit: 5_300 },
  ],
  vmm: [
    { what: 'all of it', code: all('@kos/vmm'), limit: 16_900 },
    { what: 'the half of processes', code: all('@kos/vmm/process'), limit: 5_900 },
  ],
  'io-hw': [
    { what: 'all of it but device models', code: all('@kos/io-hw'), limit: 21_000 },
    {
      what: 'the half of processes',
      code: all('@kos/io-hw/process'),
      limit: 600,
      without: [['the machine', /^(io-hw\/src\/(machine|resource|io-client|pci)|vmm|thread)/]],
    },
  ],
  idl: [
    { what: 'all of it', code: all('@kos/idl'), limit: 16_000 },
    {
      what: 'what printed codecs import',
      code: all('@kos/idl/codec'),
      limit: 3_200,
      without: [printers],
    },
  ],
  'idl-compiler': [{ what: 'all of it', code: all('@kos/idl-compiler'), limit: 35_000 }],
  notice: [{ what: 'all of it', code: all('@kos/notice'), limit: 5_700 }],
  security: [
    { what: 'all of it', code: all('@kos/security'), limit: 8_800, without: [frontEnds] },
    {
      what: 'a monitor',
      code: `export { createMonitor, request, response } from '@kos/security'`,
      limit: 7_700,
      without: [frontEnds],
    },
    { what: 'policies in PSL', code: all('@kos/security/psl'), limit: 65_400 },
  ],
  ipc: [{ what: 'all of it', code: all('@kos/ipc'), limit: 9_000, without: [frontEnds] }],
  libkos: [
    { what: 'all of it', code: all('@kos/libkos'), limit: 39_300, without: [kernel] },
    {
      what: 'a client',
      code: `
import { connect, defineInterface, program, uint32 } from '@kos/libkos'
const Scale = defineInterface('demo.Scale', { Weigh: { in: { parcel: uint32 } } })
export const Client = program((kos) => connect(kos, Scale, 'post', 'scale').Weigh({ parcel: 1 }))
`,
      limit: 22_200,
      without: [kernel, memory, sync, transport, cm, io],
    },
  ],
  drivers: [
    { what: 'all of it', code: all('@kos/drivers'), limit: 42_000, without: [kernel] },
    {
      what: 'a driver',
      code: `export { BlockDriver } from '@kos/drivers'`,
      limit: 31_500,
      without: [kernel],
    },
    {
      what: 'the GPIO library',
      code: all('@kos/drivers/gpio'),
      limit: 22_300,
      without: [kernel],
    },
  ],
  messagebus: [
    { what: 'a bus in async code', code: all('@kos/messagebus'), limit: 5_000, without: [kernel] },
    { what: 'links', code: all('@kos/messagebus/link'), limit: 6_600, without: [kernel] },
    {
      what: 'the process and its clients',
      code: all('@kos/messagebus/process'),
      limit: 45_000,
      without: [kernel],
    },
    {
      what: 'what a bus is told by its environment',
      code: all('@kos/messagebus/settings'),
      limit: 950,
      without: [kernel, ['the bus', /^messagebus\/src\/(core\/(bus|topic)|generated)/]],
    },
  ],
  'messagebus-mqtt': [
    { what: 'all of it', code: all('@kos/messagebus-mqtt'), limit: 2_000, without: [kernel] },
  ],
  'messagebus-nats': [
    // Beside it an application has the client of NATS.
    { what: 'all of it', code: all('@kos/messagebus-nats'), limit: 4_700, without: [kernel] },
  ],
  posix: [
    { what: 'all of it', code: all('@kos/posix'), limit: 146_000, without: [kernel] },
    {
      what: 'a file system in memory',
      code: `export { MemoryFileSystem } from '@kos/posix'`,
      limit: 5_200,
    },
    { what: 'FAT32', code: all('@kos/posix/fat'), limit: 19_600 },
  ],
  kernel: [
    {
      // Of four services, whose processes run in its own realm.
      what: 'a small kernel',
      code: `
import { createKernel, handles, ipc, notices, realm, threads, VirtualClock } from '@kos/kernel'
export const boot = (security) =>
  createKernel({
    services: [threads(), handles(), ipc(), notices()],
    clock: new VirtualClock(),
    host: realm(),
    security,
  })
`,
      limit: 49_300,
      without: [memory, sync, transport, cm, io, tasks, traces, frontEnds, printers],
    },
    {
      what: 'a full kernel',
      code: `export { boot } from '@kos/kernel'`,
      limit: 121_300,
      without: [traces, frontEnds],
    },
    { what: 'traces', code: all('@kos/kernel/trace'), limit: 7_200 },
  ],
  solution: [{ what: 'all of it', code: all('@kos/solution'), limit: 219_600 }],
  testing: [{ what: 'all of it', code: all('@kos/testing'), limit: 317_400 }],
  cli: [{ what: 'all of it', code: all('@kos/cli'), limit: 369_200 }],
}
