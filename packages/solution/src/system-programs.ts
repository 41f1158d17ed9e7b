// Programs of the system that come with kos: a process of one of these classes needs no program in
// the folder. And connections to them that libraries look for, so that programs need not name them.
//
// A program that few solutions have is loaded when one of its class is there.

import { blockDevice, driverPrograms, openDisk } from '@kos/drivers'
import { formatRetcode, Klog, KlogStorage, NameServer, type Program, rcOk } from '@kos/libkos'
import { klogClass, klogStorageClass } from '@kos/libkos/abi'
import { type OpenDevice, posixPrograms } from '@kos/posix/programs'

/** The disk of a driver of this system, for file systems. */
const openDevice: OpenDevice = async (kos, name) => {
  const opened = await openDisk(kos, name)
  if (opened.rc === rcOk) return blockDevice(opened.disk)
  return `there is no disk at the connection ${name}: ${formatRetcode(opened.rc)}`
}

/** Those that are loaded anyway, by class. */
const systemPrograms: Readonly<Record<string, Program>> = {
  'kl.core.NameServer': NameServer,
  [klogClass]: Klog,
  [klogStorageClass]: KlogStorage,
  ...driverPrograms,
  .../* @__PURE__ */ posixPrograms({ openDevice }),
}

/** The others, by class. */
const loaders: Readonly<Record<string, () => Promise<Program | undefined>>> = {
  'kl.MessageBus': async () =>
    (await import('@kos/messagebus/programs')).busPrograms['kl.MessageBus'],
}

/** The programs of the system of classes of which kos has one; others are left out. */
export async function loadSystemPrograms(
  classNames: Iterable<string>,
): Promise<ReadonlyMap<string, Program>> {
  const programs = new Map<string, Program>()
  for (const name of new Set(classNames)) {
    const program = isSystemClass(name) ? (systemPrograms[name] ?? (await loaders[name]?.())) : null
    if (program != null) programs.set(name, program)
  }
  return programs
}

/** Whether kos has a program of a class. */
export function isSystemClass(className: string): boolean {
  return Object.hasOwn(systemPrograms, className) || Object.hasOwn(loaders, className)
}

/** The classes of which kos has programs. */
export function systemClasses(): readonly string[] {
  return [...Object.keys(systemPrograms), ...Object.keys(loaders)]
}

/** By the name of a connection: the module that looks for it. */
const libraries: Readonly<Record<string, string>> = { 'kl.drivers.GPIO': '@kos/drivers/gpio' }

/** The module whose functions use a connection of that name; null if there is none. */
export function libraryOfConnection(id: string): string | null {
  return Object.hasOwn(libraries, id) ? (libraries[id] as string) : null
}
