// The files of the kernel say what its system calls are: the same endpoints, interfaces, methods and
// parameters as the contracts, in the same order. And they are found without any folder.

import { type Component, endpointsOf, loadProject, type Module } from '@kos/idl-compiler'
import * as abi from '@kos/libkos/abi'
import type { Contract, Kind, Syscall } from '@kos/libkos/abi'
import { systemFiles, systemPaths } from '@kos/libkos/resources'
import { describe, expect, test } from 'vitest'
import { Folder } from './folder.ts'

const isContract = (value: unknown): value is Contract =>
  typeof value === 'object' && value !== null && 'calls' in value

/** The system calls that a policy governs, by the endpoint that it knows them by. */
function governed(): Map<string, Syscall[]> {
  const byEndpoint = new Map<string, Syscall[]>()
  for (const { calls } of Object.values<unknown>(abi).filter(isContract)) {
    for (const call of Object.values(calls)) {
      if (call.endpoint === '') continue
      byEndpoint.set(call.endpoint, [...(byEndpoint.get(call.endpoint) ?? []), call])
    }
  }
  return byEndpoint
}

/** The type in IDL of an argument of each kind. */
const typeOf: Readonly<Record<Exclude<Kind, 'out'>, string>> = {
  handle: 'handle',
  u32: 'uint32',
  i32: 'sint32',
  f64: 'uint64',
  str: 'string',
  in: 'bytes',
}

function project(...paths: string[]): ReturnType<typeof loadProject> {
  return loadProject(
    paths.map((path) => `${systemFiles.root}/${path}`),
    { read: () => null, system: systemFiles },
  )
}

function coreComponent(): Component {
  const { components, diagnostics } = project('kl/core/Core.edl')
  expect(diagnostics).toEqual([])
  return components[0] as Component
}

const core = coreComponent()
const interfaces = new Map(endpointsOf(core).map((row) => [row.name, row.interface]))

/** Names and types of the parameters in one direction, in their order. */
function parametersOf(module: Module, method: string, direction: 'in' | 'out'): string[][] {
  const found = module.interface?.methods.find(({ name }) => name === method)
  const parameters = found?.parameters.filter(({ node }) => node.direction === direction) ?? []
  return parameters.map(({ name, type }) => [name, type.kind])
}

describe.each([...governed()])('%s', (endpoint, calls) => {
  const module = interfaces.get(endpoint) as Module

  test('is an endpoint of the kernel, with the methods of the contract', async () => {
    expect([core.name, module.name]).toEqual([
      'kl.core.Core',
      `kl.core.${endpoint.slice(endpoint.indexOf('.') + 1)}`,
    ])
    expect(module.interface?.methods.map(({ name }) => name)).toEqual(calls.map(({ name }) => name))
  })

  test.each(calls.map((call) => [call.name, call] as const))(
    '%s has the parameters of the contract',
    (method, { params, results }) => {
      const taken = params.flatMap(([name, kind]) => (kind === 'out' ? [] : [[name, typeOf[kind]]]))
      expect(parametersOf(module, method, 'in')).toEqual(taken)
      const written = params.filter(([, kind]) => kind === 'out').map(([name]) => name)
      const names = parametersOf(module, method, 'out').map(([name]) => name)
      expect(names).toEqual([...written, ...Object.keys(results)])
    },
  )
})

test('endpoints without system calls have no methods, and say that these are not public', async () => {
  const calls = governed()
  const rest = [...interfaces].filter(([endpoint]) => !calls.has(endpoint))
  for (const [, { name, interface: checked }] of rest) {
    expect(checked?.methods).toEqual([])
    expect(systemFiles.notPublic(`${name.replaceAll('.', '/')}.idl`)).toContain('methods')
  }
  expect(rest.map(([endpoint]) => endpoint)).toEqual(expect.arrayContaining(['fs.FS', 'sync.Sync']))
})

test('all files of the system are sound', async () => {
  expect(project(...systemPaths).diagnostics).toEqual([])
})

test('`kos gen` finds packages of the system without any folder', async () => {
  using folder = new Folder({})
  folder.write(
    'Clock.idl',
    'package demo.Clock import kl.core.Types\ninterface { Get(out TimeSpec now); }\n',
  )
  expect((await folder.kos(['gen', 'Clock.idl'])).code).toBe(0)
  expect(folder.read('generated/kl/core/Types.idl.ts')).toContain('export interface TimeSpec')
})

test('the own file of a project comes before that of the system', async () => {
  using folder = new Folder({})
  folder.write('Types.idl', 'package kl.core.Types\ntypedef UInt16 Own;\n')
  folder.write(
    'Clock.idl',
    'package demo.Clock import kl.core.Types\ninterface { Get(out Own a); }',
  )
  expect((await folder.kos(['gen', 'Clock.idl', 'Types.idl'])).code).toBe(0)
  expect(folder.read('generated/kl/core/Types.idl.ts')).toContain('Own')
})

test('what is not public is said where it is used', async () => {
  using folder = new Folder({})
  folder.write('Proxy.edl', 'entity demo.Proxy\nendpoints { fs : kl.core.FS }\n')
  const { code, err } = await folder.kos(['gen', 'Proxy.edl'])
  expect(code).toBe(0)
  expect(err).toMatchInlineSnapshot(`
    "Proxy.edl:2:18: warning: of kl.core.FS this is not public: its methods with the types of their parameters
      2 | endpoints { fs : kl.core.FS }
        |                  ^^^^^^^^^^
        = the KasperskyOS SDK has it as sysroot-*-kos/include/kl/core/FS.idl: pass its include folder, for example -I /opt/KasperskyOS-Community-Edition-<version>/sysroot-aarch64-kos/include

    1 warning
    "
  `)
})

test('a package of the system that is not among them is said to be in the SDK', async () => {
  using folder = new Folder({})
  folder.write('Net.idl', 'package demo.Net import kl.core.Net\ninterface { }\n')
  const { code, err } = await folder.kos(['gen', 'Net.idl'])
  expect(code).toBe(1)
  expect(err).toContain('the KasperskyOS SDK has it as sysroot-*-kos/include/kl/core/Net.idl')
})
