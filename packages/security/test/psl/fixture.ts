// A small system in IDL, CDL and EDL files, policies about it, and events of it.
import { formatDiagnostic } from '@kos/idl-compiler/text'
import { expect } from 'vitest'
import {
  createMonitor,
  type Decision,
  type MonitorOptions,
  type SecurityEvent,
  type SecurityMonitor,
} from '../../src/index.ts'
import {
  type LoadedPolicy,
  loadPolicy,
  monitorOptionsOf,
  type PolicyOptions,
} from '../../src/psl/index.ts'

export const systemFiles: Readonly<Record<string, string>> = {
  'Einit.edl': 'task class Einit',
  'kl/core/Core.edl': 'task class kl.core.Core',
  'demo/Client.edl': 'task class demo.Client',
  'demo/Server.edl': `task class demo.Server
    security demo.Guard
    components { disk : demo.Storage ram : demo.Storage }
    endpoints { log : demo.Log }`,
  'demo/Storage.cdl': 'component demo.Storage endpoints { store : demo.Store }',
  'demo/Store.idl': `package demo.Store
    struct Item { UInt32 size; string<16> label; }
    union Key { UInt32 number; string<16> text; }
    interface {
      Put(in UInt32 id, in UInt8 small, in SInt16 change, in UInt64 total, in string<16> name,
          in Item item, in Key key, in Handle owner, in bytes<8> data, in sequence<UInt16, 8> codes,
          out UInt16 index, error UInt8 code);
      Get(in UInt32 id, out string<16> name);
      Clear();
    }`,
  'demo/Log.idl': `package demo.Log
    interface { Write(in string<64> name, in UInt8 level); Rotate(in UInt32 count); }`,
  'demo/Guard.idl': 'package demo.Guard interface { Register(in UInt32 key); Leave(); }',
}

/** What most policies begin with: 12 lines. */
export const header = `execute: kl.core.Execute
use nk.base._
use nk.basic._
use nk.flow._
use nk.regex._
use nk.hashmap._
use nk.staticmap._
use nk.mic._
use EDL Einit
use EDL kl.core.Core
use EDL demo.Client
use EDL demo.Server
`

export function load(
  text: string,
  files: Readonly<Record<string, string>> = {},
  options: Partial<PolicyOptions> = {},
): LoadedPolicy {
  const all: Readonly<Record<string, string>> = { ...systemFiles, 'security.psl': text, ...files }
  return loadPolicy('security.psl', { read: (path) => all[path] ?? null, ...options })
}

/** Errors and warnings as people see them. */
export function faults(loaded: LoadedPolicy): string {
  return loaded.diagnostics.map(formatDiagnostic).join('\n')
}

/** A policy with `header` before it, which has no errors and no warnings. */
export function sound(text: string, options: Partial<PolicyOptions> = {}): LoadedPolicy {
  const loaded = load(header + text, {}, options)
  expect(faults(loaded)).toBe('')
  return loaded
}

export function monitorOf(loaded: LoadedPolicy, options: MonitorOptions = {}): SecurityMonitor {
  return createMonitor(loaded.policy, { ...monitorOptionsOf(loaded), ...options })
}

/** A monitor of a policy with `header` before it. */
export function monitor(text: string): SecurityMonitor {
  return monitorOf(sound(text))
}

/** A message of `demo.Store.Put`. */
export const item = {
  id: 5,
  small: 7,
  change: -3,
  total: 10n,
  name: 'lamp',
  item: { size: 4, label: 'red' },
  key: { tag: 'number', value: 9 },
  owner: { handle: 20, rights: 3 },
  data: new Uint8Array([1, 2]),
  codes: [3, 4],
}

/** An event about `demo.Store.Put` of the endpoint `disk.store`. */
export function event(parts: Partial<SecurityEvent> = {}): SecurityEvent {
  return {
    type: 'request',
    source: 'demo.Client',
    destination: 'demo.Server',
    endpoint: 'disk.store',
    interface: 'demo.Store',
    method: 'Put',
    message: item,
    sourceSid: 11,
    destinationSid: 12,
    ...parts,
  }
}

export const put = (message: Partial<typeof item> = {}): SecurityEvent =>
  event({ message: { ...item, ...message } })

export const start = (destination = 'demo.Server', parts: Partial<SecurityEvent> = {}) =>
  event({
    type: 'execute',
    source: 'Einit',
    destination,
    endpoint: '',
    interface: '',
    method: 'main',
    message: undefined,
    ...parts,
  })

/** `granted`, or the reason and what decided: `denied-by-rule: deny () (security.psl:13)`. */
export function said(decision: Decision): string {
  if (decision.granted) return 'granted'
  const { reason, rule } = decision
  return rule === undefined ? reason : `${reason}: ${rule.text} (${rule.place})`
}
