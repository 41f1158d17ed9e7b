// Made by `node tooling/resources.mjs` from `resources`. Do not edit.
/* eslint-disable */

/** The texts of the files of the system, by path. */
export const resources: Readonly<Record<string, string>> = {
  'Einit.edl': `// The initial program, which the kernel starts, and which starts the others.
entity Einit
`,
  'env/Env.edl': `// Gives programs their arguments and environment: its class of the first editions.
//
// Not public: its endpoints and interfaces.
entity env.Env
`,
  'kl/EntropyEntity.edl': `// Gives random numbers.
//
// Not public: its endpoints and interfaces.
entity kl.EntropyEntity
`,
  'kl/Env.edl': `// Gives programs their arguments and environment.
//
// Not public: its endpoints and interfaces.
entity kl.Env
`,
  'kl/Klog.edl': `// Takes the records of the security audit from the kernel, and passes them to kl.KlogStorage.
//
// Endpoints of the one in the SDK are not public: this is the program Klog here, which has none.
entity kl.Klog
`,
  'kl/KlogStorage.edl': `// Writes what Klog takes from the kernel, and keeps the last of it.
//
// The interface of the one in the SDK is not public: this is that of the program KlogStorage here.
entity kl.KlogStorage

endpoints {
    storage : kl.KlogStorage
}
`,
  'kl/KlogStorage.idl': `// What keeps the records of the security audit. They are numbered from 1 in the order in which the
// kernel made them, and each arrives or is counted as lost.
package kl.KlogStorage

// Most bytes (UTF-8) of a record.
const UInt32 MaxRecord = 6144;

typedef string<MaxRecord> Text;

interface {
    // Stores the record number sequence. lost of those before it will never come. What was stored
    // before is not stored again.
    Write(in UInt64 sequence, in UInt64 lost, in Text record);

    // The first record from the number sequence on that is kept.
    Read(in UInt64 sequence, out UInt64 found, out Text record, error SInt32 rc);

    // The number of the next record that is wanted, 0 if any is; how many records are kept, how many
    // were stored, and how many were lost.
    Count(out UInt64 next, out UInt32 kept, out UInt64 stored, out UInt64 lost);
}
`,
  'kl/VfsEntity.edl': `// The virtual file system.
//
// Not public: its endpoints and interfaces.
entity kl.VfsEntity
`,
  'kl/VfsNet.edl': `// The virtual file system with the network stack.
//
// Not public: its endpoints and interfaces.
entity kl.VfsNet
`,
  'kl/VfsRamFs.edl': `// The virtual file system with file systems in memory.
//
// Not public: its endpoints and interfaces.
entity kl.VfsRamFs
`,
  'kl/VfsSdCardFs.edl': `// The virtual file system with file systems on an SD card.
//
// Not public: its endpoints and interfaces.
entity kl.VfsSdCardFs
`,
  'kl/bc/BlobContainer.edl': `// Loads dynamic libraries into shared memory.
//
// Not public: its endpoints and interfaces.
entity kl.bc.BlobContainer
`,
  'kl/core/Audit.cdl': `// A component of the kernel, so that the qualified name of its endpoint is audit.Audit.
component kl.core.Audit

endpoints {
    Audit : kl.core.Audit
}
`,
  'kl/core/Audit.idl': `// The log of the security audit: the endpoint audit.Audit of the kernel.
//
// The methods are the system calls that there are here. Those of the SDK are not public.
package kl.core.Audit

interface {
    // One process at a time has the log open.
    Open(out Handle handle);
    // Waits msec milliseconds; records has texts, numbered from first on. All records before next are
    // kept elsewhere, and lost of those before first were never read.
    Read(
        in Handle handle,
        in UInt64 next,
        in UInt32 msec,
        out bytes<0x10000> records,
        out UInt64 first,
        out UInt32 count,
        out UInt64 lost
    );
}
`,
  'kl/core/CM.cdl': `// A component of the kernel, so that the qualified name of its endpoint is cm.CM.
component kl.core.CM

endpoints {
    CM : kl.core.CM
}
`,
  'kl/core/CM.idl': `// The channel manager, for channels made at run time: the endpoint cm.CM of the kernel.
package kl.core.CM

// A name is at most 1024 UTF-16 units; what is longer is refused.
typedef string<0x30000> Name;

interface {
    Connect(in Name server, in Name service, in UInt32 msecs, out Handle handle, out UInt32 rsid);
    Listen(
        in UInt32 msecs,
        out Name client,
        out Name service,
        out UInt32 clientLength,
        out UInt32 serviceLength
    );
    // Without listener (an invalid handle) a new one is made.
    Accept(in Name client, in Name service, in UInt32 rsid, in Handle listener, out Handle handle);
    Drop(in Name client, in Name service);
}
`,
  'kl/core/Core.edl': `// The kernel. It is the recipient of system calls, and its components are what they are about.
// Their order in the SDK is not public, nor are those for debugging.
entity kl.core.Core

components {
    handle : kl.core.Handle
    vmm : kl.core.VMM
    task : kl.core.Task
    thread : kl.core.Thread
    notice : kl.core.Notice
    cm : kl.core.CM
    io : kl.core.IO
    ipc : kl.core.IPC
    sync : kl.core.Sync
    time : kl.core.Time
    hal : kl.core.HAL
    fs : kl.core.FS
    audit : kl.core.Audit
    profiler : kl.core.Profiler
    pm : kl.core.PM
    iommu : kl.core.IOMMU
}
`,
  'kl/core/DCM.edl': `// The dynamic connection manager.
//
// Not public: its endpoints and interfaces.
entity kl.core.DCM
`,
  'kl/core/Execute.idl': `// The execute interface: what the policy is asked when the kernel or a process starts.
package kl.core.Execute

interface {
    // Takes nothing and does nothing.
    main();
}
`,
  'kl/core/FS.cdl': `// A component of the kernel, so that the qualified name of its endpoint is fs.FS.
component kl.core.FS

endpoints {
    FS : kl.core.FS
}
`,
  'kl/core/FS.idl': `// The file system in ROM: the endpoint fs.FS of the kernel. There are no such system calls here.
//
// Not public: its methods with the types of their parameters.
package kl.core.FS

interface { }
`,
  'kl/core/HAL.cdl': `// A component of the kernel, so that the qualified name of its endpoint is hal.HAL.
component kl.core.HAL

endpoints {
    HAL : kl.core.HAL
}
`,
  'kl/core/HAL.idl': `// The hardware abstraction layer: the endpoint hal.HAL of the kernel. There are no such system calls here.
//
// Not public: its methods with the types of their parameters.
package kl.core.HAL

interface { }
`,
  'kl/core/Handle.cdl': `// A component of the kernel, so that the qualified name of its endpoint is handle.Handle.
component kl.core.Handle

endpoints {
    Handle : kl.core.Handle
}
`,
  'kl/core/Handle.idl': `// Handles: the endpoint handle.Handle of the kernel.
//
// The methods are the system calls that there are here, with the documented names of parameters
// where they are public. In the SDK CreateUserObject takes ipcChannel and riid as well: here that is
// CreateCallable of kl.core.IPC.
package kl.core.Handle

interface {
    Close(in Handle handle);
    // Makes the object of a resource transfer context.
    CreateBadge(in Handle notice, in UInt64 eventId, in UInt64 context, out Handle handle);
    CreateUserObject(in UInt32 type, in UInt32 rights, in UInt64 context, out Handle handle);
    Revoke(in Handle handle);
    RevokeSubtree(in Handle handle, in Handle badge);
    Copy(in Handle inHandle, in UInt32 newRightsMask, in Handle copyBadge, out Handle outHandle);
}
`,
  'kl/core/IO.cdl': `// A component of the kernel, so that the qualified name of its endpoint is io.IO.
component kl.core.IO

endpoints {
    IO : kl.core.IO
}
`,
  'kl/core/IO.idl': `// I/O ports, memory of devices, interrupts and DMA: the endpoint io.IO of the kernel. Addresses,
// offsets and sizes are in bytes. rid is the handle of a registered resource.
//
// Accesses to ports and registers are no requests: a process makes those that it was permitted.
package kl.core.IO

// Descriptors of the blocks of a DMA buffer, 8 bytes each.
typedef bytes<0x100000> DmaDescriptors;

interface {
    RegisterPorts(in UInt32 port, in UInt64 size, out Handle outRid);
    PermitPort(in Handle rid, out Handle handle);
    RegisterPhyMem(in UInt64 addr, in UInt64 size, out Handle outRid);
    MapMem(in Handle rid, in UInt32 prot, in UInt32 attr, out UInt64 addr, out Handle handle);
    DmaCreate(in UInt32 order, in UInt64 size, in UInt32 flags, out Handle outRid);
    DmaBegin(in Handle rid, out Handle handle);
    // hint is the address to map at if it is free.
    DmaMap(
        in Handle rid,
        in UInt64 offset,
        in UInt64 length,
        in UInt64 hint,
        in UInt32 vmflags,
        out UInt64 addr,
        out Handle handle
    );
    DmaGetInfo(
        in Handle rid,
        in UInt32 isPhysical,
        out DmaDescriptors info,
        out UInt32 flags,
        out UInt32 orderMin,
        out UInt64 size,
        out UInt32 count
    );
    RegisterIrq(in SInt32 irq, out Handle outRid);
    AttachIrq(in Handle rid, in UInt32 flags, out Handle handle);
    DetachIrq(in Handle rid);
    EnableIrq(in Handle rid);
    DisableIrq(in Handle rid);
    Close(in Handle rid);
}
`,
  'kl/core/IOMMU.cdl': `// A component of the kernel, so that the qualified name of its endpoint is iommu.IOMMU.
component kl.core.IOMMU

endpoints {
    IOMMU : kl.core.IOMMU
}
`,
  'kl/core/IOMMU.idl': `// The memory management of devices: the endpoint iommu.IOMMU of the kernel. bdf is the id of a PCI
// function: bus, device, function.
package kl.core.IOMMU

interface {
    AttachDevice(in UInt32 bdf);
    DetachDevice(in UInt32 bdf);
}
`,
  'kl/core/IPC.cdl': `// A component of the kernel, so that the qualified name of its endpoint is ipc.IPC.
component kl.core.IPC

endpoints {
    IPC : kl.core.IPC
}
`,
  'kl/core/IPC.idl': `// Messages, channels and callable handles: the endpoint ipc.IPC of the kernel.
//
// Call, Recv and Reply are system calls of their own in the SDK, which only the policy on the
// message itself governs. Here they are requests to the kernel as well.
package kl.core.IPC

// A constant part or an arena.
typedef bytes<0x7ff000> Part;
typedef string<0x30000> Name;

interface {
    Call(
        in Handle handle,
        in Part request,
        in Part requestArena,
        in UInt32 requestArenaSize,
        out Part response,
        out Part responseArena,
        out UInt32 size,
        out UInt32 arenaSize
    );
    Recv(
        in Handle handle,
        out Part request,
        out Part requestArena,
        out UInt32 size,
        out UInt32 arenaSize,
        out UInt32 senderSid,
        out UInt32 senderTid,
        out UInt64 context
    );
    // threadId is the client thread that is answered; 0 is the first of those that wait.
    Reply(
        in Handle handle,
        in UInt32 threadId,
        in Part response,
        in Part responseArena,
        in UInt32 responseArenaSize
    );
    // The client handle of a static connection.
    Connect(in Name channelName, out Handle handle);
    GetRiid(in Handle handle, in Name endpoint, out UInt32 riid);
    // The listener handle of the static connections under a name.
    Register(in Name channelName, out Handle handle);
    CreateCallable(
        in UInt32 type,
        in UInt32 rights,
        in UInt64 context,
        in Handle ipcChannel,
        in UInt32 riid,
        out Handle handle
    );
    CallEx(
        in Handle handle,
        in Part request,
        in Part requestArena,
        in UInt32 requestArenaSize,
        in UInt32 mdelay,
        in Handle syncHandle,
        out Part response,
        out Part responseArena,
        out UInt32 size,
        out UInt32 arenaSize
    );
    RecvEx(
        in Handle handle,
        in UInt32 mdelay,
        in Handle syncHandle,
        out Part request,
        out Part requestArena,
        out UInt32 size,
        out UInt32 arenaSize,
        out UInt32 senderSid,
        out UInt32 senderTid,
        out UInt64 context
    );
    CreateSyncObject(out Handle syncHandle);
    SetInterrupt(in Handle syncHandle);
    ClearInterrupt(in Handle syncHandle);
    GetCallableRiid(in Handle handle, in Name interfaceName, out UInt32 riid);
    CreateListener(out Handle handle);
    GetEndpointName(in Handle handle, in UInt32 riid, out Name name, out UInt32 length);
    GetInterfaceName(in Handle handle, in UInt32 riid, out Name name, out UInt32 length);
    // A name under which clients are connected to this process, by its index from 0.
    GetServiceName(in UInt32 index, out Name name, out UInt32 length);
    // As CallEx, but syncHandle counts until the response is here, and mdelay if isDeadline is 1.
    CallBounded(
        in Handle handle,
        in Part request,
        in Part requestArena,
        in UInt32 requestArenaSize,
        in UInt32 mdelay,
        in UInt32 isDeadline,
        in Handle syncHandle,
        out Part response,
        out Part responseArena,
        out UInt32 size,
        out UInt32 arenaSize
    );
    // A channel of this process with itself.
    CreateChannel(in Handle listener, out Handle clientHandle, out Handle listenerHandle);
}
`,
  'kl/core/NameServer.edl': `// A name server. The process that runs it is called ns.
// The interface of the one in the SDK is not public: this is that of the program NameServer here.
entity kl.core.NameServer

endpoints {
    ns : kl.core.NameServer
}
`,
  'kl/core/NameServer.idl': `// What a name server is asked. Errors are return codes.
//
// A publisher registers first, and is given a handle that stands for it. When the last handle of
// that is gone, because its process closed it or ended, so are all endpoints that it published.
package kl.core.NameServer

// Most bytes (UTF-8) of a name that is published: of an interface, a server, a service.
const UInt32 MaxName = 1024;

typedef string<MaxName> Name;

interface {
    // Makes the caller a publisher: registration stands for it.
    Register(out Handle registration, error SInt32 rc);

    // Publishes that the process server provides an interface under the name service. The server
    // does not check that it does: a policy may.
    Publish(in Handle registration, in Name type, in Name server, in Name service, error SInt32 rc);

    // Takes back what was published with the same registration.
    UnPublish(
        in Handle registration,
        in Name type,
        in Name server,
        in Name service,
        error SInt32 rc
    );

    // What is published with an interface, by its number from 0, in order of publication.
    Enumerate(in Name type, in UInt32 index, out Name server, out Name service, error SInt32 rc);
}
`,
  'kl/core/Notice.cdl': `// A component of the kernel, so that the qualified name of its endpoint is notice.Notice.
component kl.core.Notice

endpoints {
    Notice : kl.core.Notice
}
`,
  'kl/core/Notice.idl': `// Notification receivers: the endpoint notice.Notice of the kernel.
package kl.core.Notice

interface {
    Create(out Handle notice);
    SubscribeToObject(in Handle notice, in Handle object, in UInt32 evMask, in UInt64 evId);
    // Waits msec milliseconds; events has records of notifications.
    GetEvent(in Handle notice, in UInt32 msec, out bytes<0x10000> events, out UInt32 count);
    SetObjectEvent(in Handle object, in UInt32 evMask);
    GetEventEx(in Handle notice, in UInt32 msec, out bytes<0x10000> events, out UInt32 count);
    UnsubscribeFromObject(in Handle notice, in Handle object);
    UnsubscribeFromEvent(in Handle notice, in UInt64 evId);
    DropAndWake(in Handle notice);
    Release(in Handle notice);
}
`,
  'kl/core/PM.cdl': `// A component of the kernel, so that the qualified name of its endpoint is pm.PM.
component kl.core.PM

endpoints {
    PM : kl.core.PM
}
`,
  'kl/core/PM.idl': `// Power management: the endpoint pm.PM of the kernel. There are no such system calls here.
//
// Not public: its methods with the types of their parameters.
package kl.core.PM

interface { }
`,
  'kl/core/Profiler.cdl': `// A component of the kernel, so that the qualified name of its endpoint is profiler.Profiler.
component kl.core.Profiler

endpoints {
    Profiler : kl.core.Profiler
}
`,
  'kl/core/Profiler.idl': `// The profiler: the endpoint profiler.Profiler of the kernel, with the statistics of processes. The
// methods are the system calls that there are here; those of the SDK are not public.
package kl.core.Profiler

// A name is at most 1024 UTF-16 units.
typedef string<0x30000> Name;

interface {
    // Of all processes: CPU times in nanoseconds, memory in pages of 4 KiB.
    GetGroupParam(in UInt32 param, out UInt64 value);
    // Of the process of an item.
    GetTaskParam(in Handle task, in UInt32 param, out UInt64 value);
    // A list of the processes that live.
    GetTaskList(out Handle listHandle);
    GetTasksCount(in Handle list, out UInt32 count);
    EnumTaskList(in Handle list, in UInt32 index, out Handle taskHandle);
    GetTaskName(in Handle task, out Name name, out UInt32 nameLength);
    GetTaskId(in Handle task, out UInt64 id);
    CloseTask(in Handle task);
    CloseTaskList(in Handle list);
}
`,
  'kl/core/Sync.cdl': `// A component of the kernel, so that the qualified name of its endpoint is sync.Sync.
component kl.core.Sync

endpoints {
    Sync : kl.core.Sync
}
`,
  'kl/core/Sync.idl': `// Synchronization: the endpoint sync.Sync of the kernel. There are no such system calls here.
//
// Not public: its methods with the types of their parameters.
package kl.core.Sync

interface { }
`,
  'kl/core/Task.cdl': `// A component of the kernel, so that the qualified name of its endpoint is task.Task.
component kl.core.Task

endpoints {
    Task : kl.core.Task
}
`,
  'kl/core/Task.idl': `// Processes: the endpoint task.Task of the kernel. A handle stands for what a process is made of,
// which outlives the process.
//
// The methods are the system calls that there are here; only what they are about is documented.
package kl.core.Task

// A name is at most 1024 UTF-16 units; what is longer is refused.
typedef string<0x30000> Name;
typedef string<0x30000> Text;

interface {
    // Creates a process of the class eiid, which is stopped. Empty names stand for the class.
    Create(in Name eiid, in Name name, in Name path, in UInt32 flags, out Handle handle);
    // Connects two processes that are stopped. An empty name stands for that of the server process.
    Connect(in Handle cl, in Handle sr, in Name name);
    ClearArguments(in Handle entity);
    AddArgument(in Handle entity, in Text text);
    ClearVariables(in Handle entity);
    SetVariable(in Handle entity, in Text name, in Text value);
    Run(in Handle entity);
    // Waits msec milliseconds for the end of a process: how it ended, and its exit code.
    Wait(in Handle entity, in UInt32 msec, out UInt32 reason, out SInt32 exitCode);
    GetState(in Handle entity, out UInt32 state, out UInt32 reason, out SInt32 exitCode);
    // Has the host load an image.
    LoadImage(in Name path);
    // What EntityInfo says of endpoints, to be compared with the program of the image.
    CheckEndpointCount(in Handle entity, in UInt32 count);
    CheckEndpoint(in Handle entity, in UInt32 riid, in Name name, in Name interfaceName);
}
`,
  'kl/core/Thread.cdl': `// A component of the kernel, so that the qualified name of its endpoint is thread.Thread.
component kl.core.Thread

endpoints {
    Thread : kl.core.Thread
}
`,
  'kl/core/Thread.idl': `// Threads: the endpoint thread.Thread of the kernel.
package kl.core.Thread

interface {
    Create(
        in UInt32 priority,
        in UInt32 stackSize,
        in UInt32 entry,
        in UInt64 context,
        in UInt32 suspended,
        out UInt32 tid
    );
    Exit(in SInt32 exitCode);
    Terminate(in UInt32 tid, in SInt32 exitCode);
    // Waits timeout milliseconds for the end of a thread.
    Wait(in UInt32 tid, in UInt32 timeout);
    Sleep(in UInt32 mdelay);
    Yield();
    Resume(in UInt32 tid);
    Suspend(in UInt32 tid);
    GetStack(in UInt32 tid, out UInt64 stack, out UInt32 size);
    // Creates the thread that serves the objects which the process passed to others.
    ServeObjects(in UInt32 entry, out UInt32 tid);
}
`,
  'kl/core/Time.cdl': `// A component of the kernel, so that the qualified name of its endpoint is time.Time.
component kl.core.Time

endpoints {
    Time : kl.core.Time
}
`,
  'kl/core/Time.idl': `// Clocks: the endpoint time.Time of the kernel. A time is whole seconds and nanoseconds.
package kl.core.Time

interface {
    GetUpTime(out UInt64 sec, out UInt64 nsec);
    GetUpTimeRes(out UInt64 sec, out UInt64 nsec);
    GetSystemTime(out UInt64 sec, out UInt64 nsec);
    GetSystemTimeRes(out UInt64 sec, out UInt64 nsec);
    SetSystemTime(in UInt64 sec, in UInt64 nsec);
}
`,
  'kl/core/Types.idl': `// Types of the interfaces of the kernel, as far as their definitions are public.
// ExecutableBuildId, Uuid and the other types of the file in the SDK are not.
package kl.core.Types

typedef UInt8 Char;
// 0 is false, 1 is true.
typedef UInt8 Boolean;
typedef UInt64 SizeT;
typedef UInt64 TimeUnit;
// A return code.
typedef SInt32 TrRetcode;
typedef string<1023> UCoreString;

struct TimeSpec {
    SInt64 sec;
    UInt32 nsec;
}

// Parameters of a scheduler class that has none.
struct TrNoneParam {
    UInt32 empty;
}

// The quantum of round-robin threads.
struct TrRoundRobinParam {
    UInt64 sec;
    UInt32 nsec;
}
`,
  'kl/core/VMM.cdl': `// A component of the kernel, so that the qualified name of its endpoint is vmm.VMM.
component kl.core.VMM

endpoints {
    VMM : kl.core.VMM
}
`,
  'kl/core/VMM.idl': `// Virtual memory: the endpoint vmm.VMM of the kernel. Addresses, offsets and sizes are in bytes.
package kl.core.VMM

interface {
    // addr 0 stands for any address.
    Allocate(in UInt64 addr, in UInt64 size, in UInt32 flags, out UInt64 outAddr);
    Commit(in UInt64 addr, in UInt64 size, in UInt32 flags);
    Decommit(in UInt64 addr, in UInt64 size);
    Protect(in UInt64 addr, in UInt64 size, in UInt32 newFlags);
    Unmap(in UInt64 addr, in UInt64 size);
    MdlCreate(in UInt64 size, in UInt32 flags, out Handle handle);
    MdlMap(
        in Handle handle,
        in UInt64 offset,
        in UInt64 size,
        in UInt64 hint,
        in UInt32 flags,
        out UInt64 addr
    );
}
`,
  'kl/drivers/BSP.edl': `// The driver of pin multiplexing.
//
// Not public: its endpoints and interfaces.
entity kl.drivers.BSP
`,
  'kl/drivers/DNetSrv.edl': `// The driver of network cards.
//
// Not public: its endpoints and interfaces.
entity kl.drivers.DNetSrv
`,
  'kl/drivers/RAMDisk.edl': `// The driver of a disk in memory.
//
// Not public: its endpoints and interfaces.
entity kl.drivers.RAMDisk
`,
  'kl/drivers/SDCard.edl': `// The driver of SD cards.
//
// Not public: its endpoints and interfaces.
entity kl.drivers.SDCard
`,
  'vfs/NetVfs.edl': `// The virtual file system with the network stack, under another class name.
//
// Not public: its endpoints and interfaces.
entity vfs.NetVfs
`,
}
