// The files of a policy: what `use` finds, and what a policy knows of its classes.
import { describe, expect, test } from 'vitest'
import { loadProject } from '@kos/idl-compiler'
import { createMonitor } from '../../src/index.ts'
import type { Model } from '../../src/models/index.ts'
import { type LoadedPolicy, loadPolicy, type PolicyOptions } from '../../src/psl/index.ts'
import { event, faults, monitorOf, said, systemFiles } from './fixture.ts'

type Files = Readonly<Record<string, string>>

function loadFrom(path: string, files: Files, options: Partial<PolicyOptions> = {}): LoadedPolicy {
  return loadPolicy(path, { read: (each) => files[each] ?? null, ...options })
}

const places = ({ rules }: LoadedPolicy) => rules.map(({ rule }) => rule.place)

describe('files of policies', () => {
  const grant = 'use nk.base._\nrequest { grant () }'

  test('are found beside the file, in the folder of the top file, and in the roots', () => {
    const files = {
      'policy/security.psl': `use beside._\nuse inner.one._\nuse shared.rules._\n${grant}`,
      'policy/beside.psl': grant,
      'policy/inner/one.psl': `use two._\nuse inner.three._\n${grant}`,
      'policy/inner/two.psl': grant,
      'policy/inner/three.psl': grant,
      'lib/shared/rules.psl': grant,
    }
    const loaded = loadFrom('policy/security.psl', files, { roots: ['lib'] })
    expect(faults(loaded)).toBe('')
    expect(places(loaded)).toEqual([
      'policy/beside.psl:2',
      'policy/inner/two.psl:2',
      'policy/inner/three.psl:2',
      'policy/inner/one.psl:4',
      'lib/shared/rules.psl:2',
      'policy/security.psl:5',
    ])
  })

  test('are read once, and may include each other', () => {
    const files = {
      'security.psl': `use a._\nuse b._\nuse a._\n${grant}`,
      'a.psl': `use b._\nuse security._\n${grant}`,
      'b.psl': `use a._\n${grant}`,
    }
    const loaded = loadFrom('security.psl', files)
    expect(faults(loaded)).toBe('')
    expect(places(loaded)).toEqual(['b.psl:3', 'a.psl:4', 'security.psl:5'])
  })

  test('share objects, profiles and classes, whatever the order', () => {
    const files = {
      ...systemFiles,
      'security.psl':
        'request src=demo.Client { audit trace session.init {sid : src_sid} }\nuse objects._',
      'objects.psl': `use nk.flow._ use nk.base._ use EDL demo.Client
policy object session : Flow { type State = "a" config = { states : ["a"], initial : "a", transitions : {} } }
audit profile trace = { 0 : { session : { kss : ["denied"] } } }`,
    }
    expect(faults(loadFrom('security.psl', files))).toBe('')
  })

  test('may be templates, whose faults and rules are at the places in the template', () => {
    const files = {
      ...systemFiles,
      'security.psl.in': `use nk.base._
@INIT_EXTERNAL_ENTITIES@
use rules._
{% if BOARD == "RPI4" %}
request { grant () }
{% else %}
request { gran () }
{% endif %}
request src=demo.Client dst=@SERVER@ { deny () }`,
      'rules.psl.in': 'request dst=@SERVER@ { grant () }',
    }
    const values = { externalEntities: ['demo.Client', 'demo.Server'] }
    const variables = { BOARD: 'RPI4', SERVER: 'demo.Server' }
    const loaded = loadFrom('security.psl.in', files, { ...values, variables })
    expect(faults(loaded)).toBe('')
    expect(places(loaded)).toEqual(['rules.psl.in:1', 'security.psl.in:5', 'security.psl.in:9'])
    const other = loadFrom('security.psl.in', files, {
      ...values,
      variables: { ...variables, BOARD: 'other' },
    })
    expect(other.diagnostics.map(({ line, message }) => [line, message])).toEqual([
      [7, 'there is no rule gran'],
    ])
  })
})

describe('classes', () => {
  const policy = 'use nk.base._\nuse EDL demo.Server\nrequest dst=demo.Server { grant () }'

  test('have their endpoints, with the names by type, and their security interface', () => {
    const { classes, endpoints } = loadFrom('security.psl', {
      ...systemFiles,
      'security.psl': `${policy}\ntask class demo.Second : demo.Server`,
    })
    expect([...classes.keys()]).toEqual(['demo.Server', 'demo.Second'])
    expect(classes.get('demo.Server')?.security?.$name).toBe('demo.Guard')
    const names = ['disk.store', 'ram.store', 'log']
    expect(endpoints.get('demo.Second')?.map(({ name }) => name)).toEqual(names)
    expect(endpoints.get('demo.Server')?.map(({ typeNames }) => typeNames)).toEqual([
      ['demo.Storage.store'],
      ['demo.Storage.store'],
      ['demo.Server.log'],
    ])
    expect(endpoints.get('demo.Second')?.at(-1)?.typeNames).toEqual([
      'demo.Server.log',
      'demo.Second.log',
    ])
  })

  test('of one EDL file are told apart', () => {
    const loaded = loadFrom('security.psl', {
      ...systemFiles,
      'security.psl': `use nk.base._ use nk.basic._
task class demo.Second : demo.Server
task class demo.Server : demo.Server
request dst=demo.Second endpoint=demo.Second.log { assert (message.level == 1) }`,
      'demo/Log.idl': 'package demo.Log interface { Write(in UInt8 level); }',
    })
    expect(faults(loaded)).toBe('')
    const write = event({ endpoint: 'log', method: 'Write', message: { level: 1 } })
    expect(said(monitorOf(loaded).decide({ ...write, destination: 'demo.Second' }))).toBe('granted')
    expect(said(monitorOf(loaded).decide(write))).toBe('no-rule')
  })

  test('have security interfaces of their own and of their components', () => {
    const loaded = loadFrom('security.psl', {
      'security.psl': `use nk.base._ use nk.basic._ use EDL guard.Verifier
security src=guard.Verifier interface=guard.Approve { assert (message.port > 80) }
security src=guard.Verifier component=guard.Disk { match method=Set { assert (message.name == "red") } }
security src=guard.Verifier endpoint=disk.security method=Reset { deny () }`,
      'guard/Verifier.edl':
        'task class guard.Verifier security guard.Approve components { disk : guard.Disk }',
      'guard/Disk.cdl': 'component guard.Disk security guard.Seal',
      'guard/Approve.idl': 'package guard.Approve interface { Check(in UInt32 port); }',
      'guard/Seal.idl': 'package guard.Seal interface { Set(in string<8> name); Reset(); }',
    })
    expect(faults(loaded)).toBe('')
    // As a kernel does, which knows the endpoints of programs.
    const monitor = createMonitor(loaded.policy, { endpoints: new Map([['guard.Verifier', []]]) })
    const ask = (endpoint: string, name: string, method: string, message: object) =>
      said(
        monitor.decide(
          event({
            type: 'security',
            source: 'guard.Verifier',
            destination: '',
            endpoint,
            interface: name,
            method,
            message,
          }),
        ),
      )
    expect(ask('', 'guard.Approve', 'Check', { port: 81 })).toBe('granted')
    expect(ask('', 'guard.Approve', 'Check', { port: 80 })).toContain('denied-by-rule')
    expect(ask('disk.security', 'guard.Seal', 'Set', { name: 'red' })).toBe('granted')
    expect(ask('disk.security', 'guard.Seal', 'Set', { name: 'blue' })).toContain('denied-by-rule')
    expect(ask('disk.security', 'guard.Seal', 'Reset', {})).toContain('deny ()')
  })

  test('may lie flat, in a folder that is a module, or in roots', () => {
    const flat = Object.entries(systemFiles).map(([path, text]) => [
      path.replace(/^demo\//, 'resources/'),
      text,
    ])
    const files: Files = { ...Object.fromEntries(flat), 'resources/security.psl': policy }
    expect(faults(loadFrom('resources/security.psl', files))).toBe('')
    const rooted = Object.entries(systemFiles).map(([path, text]) => [`idl/${path}`, text])
    const others: Files = { ...Object.fromEntries(rooted), 'policies/all/security.psl': policy }
    expect(faults(loadFrom('policies/all/security.psl', others, { roots: ['idl'] }))).toBe('')
    expect(loadFrom('policies/all/security.psl', others).hasErrors).toBe(true)
    const inModule = { ...Object.fromEntries(flat), 'far/away/security.psl': policy }
    const options = { roots: ['resources'], modules: ['demo'] }
    expect(faults(loadFrom('far/away/security.psl', inModule, options))).toBe('')
  })

  describe('of the system', () => {
    const texts: Files = {
      'kl/core/Core.edl': `task class kl.core.Core
components { task : kl.core.Task io : kl.core.IO }`,
      'kl/core/Task.cdl': 'component kl.core.Task endpoints { Task : kl.core.Task }',
      'kl/core/Task.idl': 'package kl.core.Task interface { Exit(in UInt32 status); }',
      'kl/core/IO.cdl': 'component kl.core.IO endpoints { IO : kl.core.IO }',
      'kl/core/IO.idl': 'package kl.core.IO interface { }',
      'kl/Klog.edl': 'task class kl.Klog',
    }
    const asked: string[] = []
    const system = {
      root: 'system',
      read: (path: string): string | null => {
        asked.push(path)
        return texts[path] ?? null
      },
      notPublic: (path: string) =>
        path === 'kl/core/IO.idl' ? 'its methods' : path === 'kl/Klog.edl' ? 'its endpoints' : null,
    }
    const use = 'use nk.base._ use nk.basic._ use EDL kl.core.Core use EDL Einit\n'
    const loadUse = (text: string, files: Files = { 'Einit.edl': 'task class Einit' }) =>
      loadFrom('security.psl', { 'security.psl': use + text, ...files }, { system })

    test('come with it, after all folders', () => {
      const text = 'request dst=kl.core.Core method=Exit { assert (message.status == 0) }'
      expect(faults(loadUse(text))).toBe('')
      expect(asked).toContain('kl/core/Core.edl')
      expect(asked).not.toContain('Einit.edl')
      const own = { 'Einit.edl': 'task class Einit', 'kl/core/Core.edl': 'task class kl.core.Core' }
      const { diagnostics } = loadUse(text, own)
      expect(diagnostics.map(({ message }) => message)).toEqual(['kl.core.Core has no method Exit'])
      expect(loadUse('', {}).diagnostics.map(({ message }) => message)).toEqual([
        'there is no EDL file of Einit: its endpoints are not known',
      ])
    })

    test('may be public in part: names and messages of the rest are not checked', () => {
      const text = `use kl.Klog._
request dst=kl.core.Core endpoint=io.IO method=Any { assert (message.port == 1) }
request src=Einit dst=kl.Klog component=any { grant () }`
      const loaded = loadUse(text)
      expect(loaded.hasErrors).toBe(false)
      expect(loaded.diagnostics.map(({ message }) => message)).toEqual([
        'of kl.Klog this is not public: its endpoints',
      ])
      const wrong = loadUse(`request dst=kl.core.Core endpoint=io.I { grant () }
request dst=kl.core.Core endpoint=task.Task method=Exti { grant () }`)
      expect(wrong.diagnostics.map(({ message, hint }) => `${message}; ${hint}`)).toEqual([
        'kl.core.Core has no endpoint io.I; did you mean io.IO?',
        'kl.core.Task has no method Exti; did you mean Exit?',
      ])
    })
  })

  test('of which nothing is known take any selector and any message', () => {
    const loaded = loadFrom('security.psl', {
      'security.psl': `use nk.base._ use nk.basic._ use kl.drivers.BSP._ use EDL Einit
request src=Einit dst=kl.drivers.BSP component=pin.pin method=Set {
  assert (message.a.b[0] == 1 && message.c == "x")
}`,
    })
    expect(loaded.hasErrors).toBe(false)
    const ask = (message: unknown, endpoint = 'pin.pin.port') =>
      said(
        monitorOf(loaded).decide(
          event({
            source: 'Einit',
            destination: 'kl.drivers.BSP',
            endpoint,
            method: 'Set',
            message,
          }),
        ),
      )
    expect(ask({ a: { b: [1] }, c: 'x' })).toBe('granted')
    expect(ask({ a: { b: [1n] }, c: 'x' })).toBe('granted')
    expect(ask({ a: { b: [1] }, c: 'y' })).toContain('denied-by-rule')
    for (const message of [
      { a: 1, c: 'x' },
      { a: { b: [] }, c: 'x' },
      { a: { b: ['1'] }, c: 'x' },
      {},
    ])
      expect(ask(message)).toContain('monitor-failed')
    expect(ask({ a: { b: [1] }, c: 'x' }, 'other.port')).toBe('no-rule')
  })
})

describe('a message of several methods', () => {
  const files = {
    'A.edl': 'task class A endpoints { one : One two : Two }',
    'One.idl': 'package One interface { Go(in UInt8 value, in UInt32 class); }',
    'Two.idl': 'package Two interface { Go(in UInt32 value, in UInt32 class); }',
  }
  const ask = (loaded: LoadedPolicy, name: string, message: object) =>
    said(
      createMonitor(loaded.policy).decide(
        event({
          destination: 'A',
          endpoint: name.toLowerCase(),
          interface: name,
          method: 'Go',
          message,
        }),
      ),
    )

  test('has the types of each of them', () => {
    const loaded = loadFrom('security.psl', {
      ...files,
      'security.psl': `use nk.base._ use nk.basic._ use EDL A
request dst=A method=Go { assert (~message.value > 200) assert (uint32 (message.value) + 1 > 0) }`,
    })
    expect(loaded.hasErrors).toBe(false)
    for (const name of ['One', 'Two']) expect(ask(loaded, name, { value: 0 })).toBe('granted')
    expect(ask(loaded, 'One', { value: 100 })).toContain('denied-by-rule')
    expect(ask(loaded, 'Two', { value: 100 })).toBe('granted')
  })

  test('is checked against each of them', () => {
    const loaded = loadFrom('security.psl', {
      ...files,
      'security.psl': `use nk.base._ use nk.basic._ use EDL A
request dst=A method=Go { assert (message.value == 256) }`,
    })
    expect(loaded.diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { message: '256 does not fit in UInt8, so this is always the same' },
    ])
  })

  test('has parameters by their names in IDL, also where TypeScript calls them otherwise', () => {
    const loaded = loadFrom('security.psl', {
      ...files,
      'security.psl': `use nk.base._ use nk.basic._ use EDL A
request dst=A method=Go { assert (message.class == 3) }`,
    })
    expect(loaded.hasErrors).toBe(false)
    expect(ask(loaded, 'One', { value: 0, class_: 3 })).toBe('granted')
  })
})

test('models of your own have objects like others', () => {
  const odd: Model = {
    name: 'Odd',
    types: [],
    config: null,
    create: () => ({
      rules: {
        check: { parameter: { kind: 'group', group: 'Number' }, apply: (n: number) => n % 2 === 1 },
      },
      expressions: {},
    }),
  }
  const loaded = loadFrom(
    'security.psl',
    {
      ...systemFiles,
      'security.psl':
        'use EDL demo.Server\npolicy object odd : Odd\nrequest dst=demo.Server method=Put { odd.check message.id }',
    },
    { models: [odd] },
  )
  expect(faults(loaded)).toBe('')
  expect(said(monitorOf(loaded).decide(event()))).toBe('granted')
  expect(said(monitorOf(loaded).decide(event({ message: { id: 4 } })))).toContain(
    'odd.check message.id',
  )
})

describe('files that somebody else knows', () => {
  const files: Files = {
    'security.psl': 'use nk.base._\nuse EDL demo.Server\nrequest endpoint = e { grant () }',
    'a/Server.edl': 'task class demo.Server\nendpoints { e : demo.I }',
    'b/I.idl': 'package demo.I\ninterface { M(); }',
  }
  const declared: Files = { 'edl:demo.Server': 'a/Server.edl', 'idl:demo.I': 'b/I.idl' }
  const declaring = (name: string, kind: string) => declared[`${kind}:${name}`] ?? null

  test('are found by what they declare', () => {
    const loaded = loadFrom('security.psl', files, { declaring })
    expect(faults(loaded)).toBe('')
    expect(loaded.endpoints.get('demo.Server')?.map(({ name }) => name)).toEqual(['e'])
  })

  test('are not read again if they were checked', () => {
    const read: string[] = []
    const access = { read: (path: string) => files[path] ?? null, declaring }
    const project = loadProject(['a/Server.edl'], access)
    const loaded = loadPolicy('security.psl', {
      ...access,
      project,
      read: (path) => {
        read.push(path)
        return access.read(path)
      },
    })
    expect(faults(loaded)).toBe('')
    expect(loaded.endpoints.get('demo.Server')?.map(({ name }) => name)).toEqual(['e'])
    expect(read.filter((path) => path in files)).toEqual(['security.psl'])
  })

  test('the hint at one that is missing does not tell how to find it', () => {
    const policy = { 'security.psl': 'use EDL demo.Server' }
    const hint = (options: Partial<PolicyOptions>) =>
      loadFrom('security.psl', policy, options).diagnostics[0]?.hint
    expect(hint({})).toContain('--module demo')
    expect(hint({ declaring: () => null })).not.toContain('--module')
  })
})
