// Each diagnostic of a folder, as people see it: one mistake planted in a folder that has none.

import { describe, expect, it } from 'vitest'
import { type SolutionCode, loadSolution, solutionCodes } from '../src/index.ts'
import { echo, folderOf, shownDiagnostics, type Texts } from './folder.ts'

const init = echo['init.yaml'] as string
const policy = echo['security.psl'] as string
const client = echo['src/Client.ts'] as string
const server = echo['src/Server.ts'] as string

function initWith(from: string, to: string): Texts {
  return { 'init.yaml': init.replace(from, to) }
}

function template(text: string, config: object = {}): Texts {
  return { 'init.yaml': null, 'init.yaml.in': text, 'kos.json': JSON.stringify(config) }
}

function machine(devices: string): Texts {
  return { 'machine.yaml': `memory: 16 MiB\ndevices:\n${devices}` }
}

const uart = '  - { name: uart0, model: ns16550a, ports: 0x3f8, irqs: [4] }\n'
const disk = 'name: disk0, model: virtio-block, irqs: [9]'
const net = '  - { name: net0, model: virtio-net, memory: 0xfe00_0000, bdf: 8 }'

const id = 'id: pings'

/** The folder with a message bus that has these variables. */
function bus(env: string, config: object = {}): Texts {
  const connection = '\n  - target: kl.MessageBus\n    id: kl.MessageBus'
  const texts = initWith(id, `${id}${connection}`)
  return {
    'init.yaml': `${texts['init.yaml']}- name: kl.MessageBus\n  env: ${env}\n`,
    'security.psl': `${policy.replace('use EDL Einit', 'use EDL Einit\nuse EDL kl.MessageBus')}
request src = echo.Client, dst = kl.MessageBus { grant () }
`,
    'kos.json': JSON.stringify(config),
    'src/Client.ts': `${client}// kl.MessageBus\n`,
  }
}

/** So many variables of 60,000 characters each. */
function variables(count: number): string {
  const each = Array.from({ length: count }, (_, i) => `A${i}: ${'a'.repeat(60_000)}`)
  return `{ ${each.join(', ')} }`
}

const cases: Readonly<Record<SolutionCode, Readonly<Record<string, Texts>>>> = {
  'missing-init': { 'no init.yaml': { 'init.yaml': null } },
  'bad-yaml': {
    'a tab': initWith('  connections', '\tconnections'),
    'wrong indentation': initWith('    id', '   id'),
    'a key too far right': initWith('  connections', '   connections'),
    'a key behind a value': initWith(id, 'id: pings: 2'),
    'two documents': initWith('- name: echo.Server', '---\n- name: echo.Server'),
    'an open list': initWith(id, `${id}\n  args: [a, b`),
    'an open text': initWith(id, 'id: "pings'),
    'the same key twice': initWith(id, `${id}\n    id: pongs`),
    'an unknown anchor': initWith(id, 'id: *pings'),
    'an unknown tag': initWith(id, 'id: !name pings'),
  },
  'bad-json': {
    'a comma at the end': { 'kos.json': '{\n  "modules": ["a", ],\n}' },
    'a comment': { 'kos.json': '{ // more\n}' },
    nothing: { 'kos.json': '' },
  },
  'unknown-key': {
    'of a process': initWith('  connections', '  conections'),
    'of a connection': initWith(id, 'name: pings\n    id: pings'),
    'of the file': initWith('entities', 'entites'),
    'of kos.json': { 'kos.json': '{ "modul": ["a"] }' },
    'of a machine': { 'machine.yaml': 'ram: 16 MiB' },
    'of a device': machine(uart.replace('irqs', 'pins: { 1: high }, irqs')),
    'a class of kos.json': { 'kos.json': '{ "programs": { "echo.Clent": null } }' },
    'a process of kos.json': { 'kos.json': '{ "files": { "Server": {} } }' },
    'a process to start again': { 'kos.json': '{ "dumpable": ["echo.Sever"] }' },
    'a program of kos.json': { 'kos.json': '{ "env": { "Servr": {} } }' },
  },
  'missing-key': {
    'a process without name': initWith('- name: echo.Server', '- task: echo.Server'),
    'a connection without id': initWith(`    ${id}\n`, ''),
    'a connection without target': initWith('target: echo.Server\n    ', ''),
    'a header without name': initWith(id, 'id: { var: PINGS }'),
    'an empty file': { 'init.yaml': '{}\n' },
    'a device without name': machine('  - { model: ns16550a, ports: 0x3f8 }'),
    'a device without place': machine('  - { name: gpio0, model: pl061 }'),
    'a device that has a choice of places': machine('  - { name: uart0, model: ns16550a }'),
    'neither file nor size': machine(`  - { ${disk}, memory: 0xfe00_0000, bdf: 8 }`),
    'a device with DMA and without id': machine(`  - { ${disk}, memory: 0xfe00_0000, size: 512 }`),
    'a socket without peer': machine(net.replace(' }', ', udp: { port: 7 } }')),
  },
  'wrong-type': {
    'args of numbers': initWith(id, `${id}\n  args: [8080, yes, 1.0, true]`),
    'args as a text': initWith(id, `${id}\n  args: --verbose`),
    'env of numbers': initWith(id, `${id}\n  env: { PORT: 8080, HOST: , LEVELS: [1] }`),
    'env as a list': initWith(id, `${id}\n  env: [PORT=8080]`),
    'an empty task': initWith(id, `${id}\n  task: ""`),
    'a name that is a number': initWith('name: echo.Server', 'name: 7'),
    'entities as a dictionary': { 'init.yaml': 'entities:\n  echo.Client: {}\n' },
    'a process as a text': initWith('- name: echo.Server', '- echo.Server'),
    'a list as the file': { 'init.yaml': '- name: echo.Client\n' },
    'a merge of itself': initWith('- name: echo.Client', '- &c\n  <<: *c\n  name: echo.Client'),
    'of a machine': { 'machine.yaml': 'memory: much\ndevices: { uart0: { model: ns16550a } }\n' },
    'of a device': machine(
      `  - { ${disk}, memory: high, bdf: 1.5, size: 1 kB, readOnly: 1, latency: -1 }`,
    ),
    'an interrupt that is no list': machine(uart.replace('[4]', '7')),
    'of kos.json': { 'kos.json': '{ "include": "a", "variables": { "A": 1 }, "policy": [] }' },
  },
  'bad-name': {
    'a class': initWith('name: echo.Server', 'name: echo-Server'),
    'a variable': initWith(id, `${id}\n  env: { "A=B": c }`),
  },
  'reserved-class': {
    Einit: initWith('- name: echo.Server', '- name: Einit'),
    'the kernel': initWith('- name: echo.Server', '- name: kl.core.Core\n  task: echo.Server'),
    'the name of Einit': initWith('- name: echo.Server', '- name: echo.Server\n  task: Einit'),
  },
  'too-long': {
    'a name': initWith(id, `id: ${'a'.repeat(1025)}`),
    'an argument': initWith(id, `${id}\n  args: [${'a'.repeat(65_537)}]`),
    'many arguments': initWith(id, `${id}\n  args: [${'a,'.repeat(1025)}]`),
    'an environment': initWith(id, `${id}\n  env: ${variables(20)}`),
    'arguments and an environment together': initWith(
      id,
      `${id}\n  args: [${Array.from({ length: 10 }, () => 'a'.repeat(60_000)).join(', ')}]\n  env: ${variables(10)}`,
    ),
  },
  'duplicate-task': {
    'two processes of one class': initWith('entities:', 'entities:\n- name: echo.Server'),
  },
  'duplicate-connection': {
    'the same name twice': initWith(id, `${id}\n  - target: echo.Server\n    id: pings`),
  },
  'unknown-target': {
    'a slip': initWith('target: echo.Server', 'target: echo.Sever'),
    'a class': initWith('- name: echo.Server', '- name: echo.Server\n  task: Echo'),
  },
  'self-connection': { 'to itself': initWith('target: echo.Server', 'target: echo.Client') },
  'unresolved-id': {
    'no such header': initWith(id, 'id: { var: PINGS, include: names.h }'),
    'no such macro': {
      ...initWith(id, 'id: { var: PINGS, include: names.h }'),
      'include/names.h': '#define PING "pings"\n',
    },
    'no text': {
      ...initWith(id, 'id: { var: PINGS, include: names.h }'),
      'include/names.h': '\n#define PINGS (1 + 2)\n',
    },
  },
  'unknown-macro': {
    'a variable': template(init.replace(id, 'id: @PING@'), { variables: { PINGS: 'pings' } }),
    'no variables': template(init.replace(id, 'id: @PING@')),
    'a program': template(init.replace(`    ${id}`, `    ${id}\n@INIT_Clent_ENTITY_ENV@`)),
    'no process': template(`@INIT_Client_ENTITY_ENV@\n${init}`),
  },
  'missing-file': {
    'a policy': { 'kos.json': '{ "policy": "policy/main.psl" }' },
    'init.yaml': { 'kos.json': '{ "init": "init.yml" }' },
    'a folder': { 'kos.json': '{ "include": ["headers"], "programs": "programs" }' },
    'a program': { 'kos.json': '{ "programs": { "echo.Client": "src/client.ts" } }' },
    'declared input': { 'kos.json': '{ "files": { "echo.Client": { "a": "data/a.txt" } } }' },
    'a machine': { 'kos.json': '{ "machine": "board.yaml" }' },
    'the file of a disk': machine(`  - { ${disk}, memory: 0xfe00_0000, bdf: 8, file: a.img }`),
  },
  'bad-device': {
    'an unknown model': machine(uart.replace('ns16550a', 'ns16650a')),
    'the same name twice': machine(`${uart}${uart.replace('3f8', '2f8')}`),
    'ports that another has': machine(`${uart}${uart.replace('uart0', 'uart1')}`),
    'pages that another has': machine(`${net}\n${net.replace('net0', 'net1').replace('8', '9')}\n`),
    'both memory and ports': machine(uart.replace('irqs', 'memory: 0xfe00_0000, irqs')),
    'ports beside memory of a device in memory': machine(
      net.replace('memory', 'ports: 0x3f8, memory'),
    ),
    'several devices without places': machine(
      `${uart.replace('[4]', '[64]').replace('0x3f8', '0xffff')}${net.replace('0xfe00_0000', '4096')}`,
    ),
    'an id of 17 bits': machine(net.replace('8 }', '65536 }')),
    'no interrupt lines': { 'machine.yaml': 'irqLines: 0' },
    'a file of half a sector': {
      ...machine(`  - { ${disk}, memory: 0xfe00_0000, bdf: 8, file: disk.img }`),
      'disk.img': 'x'.repeat(700),
    },
    'an address in RAM': machine(`  - { ${disk}, memory: 0x10_0000, bdf: 8, size: 1 MiB }`),
    'no page': machine(`  - { ${disk}, memory: 0xfe00_0200, bdf: 8, size: 1 MiB }`),
    'an interrupt that is not there': machine(uart.replace('[4]', '[64]')),
    'two interrupts': machine(uart.replace('[4]', '[4, 5]')),
    'ports of a device in memory': machine(`  - { ${disk}, ports: 0x3f8, bdf: 8, size: 1 MiB }`),
    'an id of a device without DMA': machine(uart.replace('irqs', 'bdf: 1, irqs')),
    'an id that is none': machine(
      `  - { ${disk}, memory: 0xfe00_0000, bdf: 00:20.0, size: 1 MiB }`,
    ),
    'an id of another device': machine(
      `  - { ${disk}, memory: 0xfe00_0000, bdf: 00:01.0, size: 1 MiB }
  - { ${disk.replace('0,', '1,')}, memory: 0xfe00_1000, bdf: 8, size: 1 MiB }`,
    ),
    'both cable and socket': machine(net.replace(' }', ', cable: a, udp: { port: 7, peer: 8 } }')),
    'both file and size': machine(
      `  - { ${disk}, memory: 0xfe00_0000, bdf: 8, size: 1 MiB, archive: [init.yaml] }`,
    ),
    'half a sector': machine(`  - { ${disk}, memory: 0xfe00_0000, bdf: 8, size: 256 }`),
    'the address of a group of cards': machine(net.replace(' }', ', mac: 03:00:00:00:00:01 }')),
    'a port that no socket has': machine(net.replace(' }', ', udp: { port: 65536, peer: 0 } }')),
    'a pin that is not there': machine(
      '  - { name: gpio0, model: pl061, memory: 0xfe00_0000, pins: { 8: high } }',
    ),
    'a level that is none': machine(
      '  - { name: gpio0, model: pl061, memory: 0xfe00_0000, pins: { 1: up } }',
    ),
    'a level that is a number, a slip, or nothing': machine(
      '  - { name: gpio0, model: pl061, memory: 0xfe00_0000, pins: { 5: 1, 6: hihg, 7: } }',
    ),
    'a cable with one end': machine(net.replace(' }', ', cable: a }')),
    'a cable with three ends': machine(
      ['0', '1', '2']
        .map(
          (n) =>
            `  - { name: net${n}, model: virtio-net, memory: 0xfe00_${n}000, bdf: ${n}, cable: a }`,
        )
        .join('\n'),
    ),
    'too much memory': { 'machine.yaml': 'memory: 65 GiB' },
  },
  'missing-edl': {
    'no file': { 'resources/Client.edl': null, 'security.psl': policy.replaceAll('Client', 'C') },
    'the case of a class of the system': initWith(
      'name: echo.Client',
      'name: kl.drivers.Uart\n- name: echo.Client',
    ),
    'a slip in a class of the system': initWith(
      'name: echo.Client',
      'name: kl.drivers.GPOI\n- name: echo.Client',
    ),
    'the class of another package': initWith('name: echo.Client', 'name: ehco.Client'),
  },
  'missing-program': {
    'no file': { 'src/Client.ts': null },
    'of a path': initWith(id, `${id}\n  path: bin/Client2`),
    'of the system': {
      'init.yaml': `${init}- name: kl.drivers.BSP\n`,
      'security.psl': policy.replace('use EDL Einit', 'use EDL Einit\nuse EDL kl.drivers.BSP'),
    },
  },
  'bad-setting': {
    'an unknown policy': bus('{ BUS_TOPICS: "speed:decline,alarm:drop" }'),
    'a topic without a policy': bus('{ BUS_TOPICS: alarm }'),
    'a capacity that is no number': bus('{ BUS_CAPACITY: many }'),
    'a capacity past the limit': bus('{ BUS_CAPACITY: "1048577" }'),
    'a variable that is none': bus('{ BUS_TOPIC: "alarm:decline" }'),
    'two variables': bus('{ BUS_FULL_QUEUE: drop, BUS_CHANNELS: "a,a" }'),
  },
  'unserved-connection': {
    'of a bus with another name': bus('{ BUS_CHANNELS: "bus, buses" }'),
  },
  'unused-class': { 'no process': { 'resources/Extra.edl': 'task class echo.Extra\n' } },
  'unused-program': { 'no process': { 'src/Clients.ts': client } },
  'no-endpoint': {
    'a server without endpoints': {
      'resources/Server.edl': 'task class echo.Server\n',
      'security.psl': policy.replace('match endpoint = ping ', 'match method = Ping '),
      'src/Server.ts': client,
    },
  },
  'unused-connection': {
    'a slip': { 'src/Client.ts': client.replace("'pings'", "'ping_connection'") },
  },
  'missing-policy': { 'no policy': { 'security.psl': null } },
  'class-not-in-policy': {
    'no use EDL': {
      'security.psl': `${policy.split('use EDL echo.Client')[0] ?? ''}
execute src = kl.core.Core { grant () }
request src = Einit { grant () }
`,
    },
  },
  'start-denied': {
    'no grant': { 'security.psl': policy.replace('execute {', 'execute src = kl.core.Core {') },
    'of Einit': { 'security.psl': policy.replace('execute {', 'execute src = Einit {') },
    'no calls of Einit': {
      'security.psl': policy.replace(
        'dst = kl.core.Core {',
        'dst = kl.core.Core, src = echo.Server {',
      ),
    },
  },
  'never-granted': {
    'no grant': { 'security.psl': policy.replace('request src = echo.Client, dst', 'request src') },
    'a condition, of which nothing is said': {
      'security.psl': policy.replace('ping { grant () }', 'ping { assert (message.value < 7) }'),
    },
  },
  'bad-program': {
    'a syntax error': { 'src/Client.ts': client.replace('=> {', '=> {{') },
    'wide letters before it': { 'src/Client.ts': `const a = 'ёж 🦔' const b = 1\n${client}` },
  },
  'bad-import': {
    'a file': { 'src/Client.ts': `import { a } from './a.ts'\n${client.replace("'answer'", 'a')}` },
    'a package': {
      'src/Client.ts': `import a from 'no-such-package'\n${client.replace("'answer'", 'a')}`,
    },
    'a module of kos': { 'src/Client.ts': client.replace('@kos/libkos', '@kos/libkoz') },
    'an export of kos': { 'src/Client.ts': client.replaceAll('unwrap', 'unwarp') },
    'an export of kos in JavaScript': {
      'src/Client.ts': null,
      'src/Client.js': client.replaceAll('unwrap', 'unwarp'),
    },
    'a generated module': { 'src/Client.ts': client.replace('IPing.idl', 'IPong.idl') },
    'an export of a generated module': {
      'src/Client.ts': client.replaceAll('IPing ', 'IPong ').replace('(kos, IPing', '(kos, IPong'),
    },
  },
  'throwing-program': {
    'an error': { 'src/Client.ts': `${client}\nthrow new RangeError('too early')\n` },
    'in a file that it imports': {
      'src/Client.ts': `import { level } from './level.ts'\n${client.replace("'answer'", 'level')}`,
      'src/level.ts':
        'interface Options {\n  level: number\n}\nconst options: Options | undefined = (() => undefined)()\nexport const level = options!.level\n',
    },
    'no error': { 'src/Client.ts': `${client}\nthrow 'stop'\n` },
    'of program': { 'src/Client.ts': client.replace('program(', 'program({ endpoint: {} }, ') },
  },
  'no-program': {
    'no default export': {
      'src/Client.ts': client.replace('default program', 'const p = program'),
    },
    'a function': { 'src/Client.ts': 'export default async function main() {}\n// pings\n' },
    'an object': { 'src/Client.ts': 'export default { start: 1 } // pings\n' },
  },
  'endpoint-mismatch': {
    none: { 'src/Server.ts': server.replace('{ endpoints, endpointInfo }, ', '') },
    'another name': {
      'src/Server.ts': server.replace(
        'endpoints, endpointInfo }, ',
        'endpoints: { pong: endpoints.ping } }, ',
      ),
    },
    'another order of methods': {
      'resources/IPing.idl': `package echo.IPing

interface {
    Ping(in UInt32 value, out UInt32 result);
    Pong();
}
`,
      'src/Server.ts': server
        .replace('{ program', '{ defineInterface, program')
        .replace(
          'endpoints, endpointInfo }',
          "endpoints: { ping: defineInterface('echo.IPing', { Pong: {}, Ping: {} }) } }",
        ),
    },
    'other parameters': {
      'src/Server.ts': server
        .replace('{ program', '{ defineInterface, program')
        .replace(
          'endpoints, endpointInfo }',
          "endpoints: { ping: defineInterface('echo.IPing', { Ping: {} }) } }",
        ),
    },
    'a security interface': {
      'resources/Server.edl': `task class echo.Server

security echo.IGuard

endpoints {
    ping : echo.IPing
}
`,
      'resources/IGuard.idl':
        'package echo.IGuard\n\ninterface {\n    Check(in UInt32 value);\n}\n',
    },
  },
}

it('a folder without a mistake has no diagnostic', async () => {
  const { diagnostics, solution } = await loadSolution(folderOf(echo))
  expect(shownDiagnostics(diagnostics)).toBe('')
  expect(solution).not.toBeNull()
})

describe.each(Object.keys(solutionCodes) as SolutionCode[])('%s', (code) => {
  it.each(Object.entries(cases[code]))('%s', async (_name, texts) => {
    const folder = folderOf({ ...echo, ...texts })
    const { diagnostics, solution, hasErrors } = await loadSolution(folder, { cwd: folder })
    const isNone = _name.includes('of which nothing is said')
    expect(diagnostics.some((each) => each.code === code)).toBe(!isNone)
    // Of long lines the beginning.
    const shown = shownDiagnostics(diagnostics).replaceAll(/^(.{200}).*$/gm, '$1 ...')
    expect(shown).toMatchSnapshot()
    expect(hasErrors).toBe(diagnostics.some(({ severity }) => severity === 'error'))
    expect(solution === null).toBe(hasErrors)
  })
})

it('a message bus with all of its variables has no mistake', async () => {
  const all =
    '{ BUS_TOPICS: "a:decline", BUS_FULL_QUEUE: coalesce, BUS_CAPACITY: "16",' +
    ' BUS_CHANNELS: "kl.MessageBus, other" }'
  const { diagnostics, solution } = await loadSolution(folderOf({ ...echo, ...bus(all) }))
  expect(shownDiagnostics(diagnostics)).toBe('')
  expect(Object.keys(solution?.programs ?? {})).toContain('kl.MessageBus')
})

it('a setting of kos.json is shown where it is written', async () => {
  const env = { MessageBus: { BUS_CAPACITY: '0' } }
  const texts = bus('{}', { env })
  const folder = folderOf({
    ...echo,
    ...texts,
    'init.yaml': null,
    'init.yaml.in': `${texts['init.yaml']}`.replace(
      '  env: {}\n',
      '  @INIT_MessageBus_ENTITY_ENV@\n',
    ),
  })
  const { diagnostics } = await loadSolution(folder, { cwd: folder })
  expect(diagnostics.filter(({ code }) => code === 'bad-setting')).toMatchObject([
    { file: 'kos.json', message: 'BUS_CAPACITY: 0 is no capacity: 1 to 1048576' },
  ])
})

it('another program of the class is told by its variables whatever it likes', async () => {
  const folder = folderOf({
    ...echo,
    ...bus('{ BUS_CAPACITY: many }'),
    'src/MessageBus.ts': server.replace("'pings'", "'kl.MessageBus'"),
  })
  const { diagnostics } = await loadSolution(folder)
  expect(diagnostics.map(({ code }) => code)).not.toContain('bad-setting')
})
