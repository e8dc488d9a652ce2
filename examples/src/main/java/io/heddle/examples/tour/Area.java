package io.heddle.examples.tour;

import io.heddle.examples.tour.command.CallAProgram;
import io.heddle.examples.tour.command.TalkToAProgram;
import io.heddle.examples.tour.coroutine.AnyBlockingCall;
import io.heddle.examples.tour.coroutine.GreedyAndModest;
import io.heddle.examples.tour.coroutine.SingAndDance;
import io.heddle.examples.tour.coroutine.VeryMany;
import io.heddle.examples.tour.distributed.TaskMaster;
import io.heddle.examples.tour.distributed.TaskWorker;
import io.heddle.examples.tour.ipc.BlockOfMemory;
import io.heddle.examples.tour.ipc.EchoSocket;
import io.heddle.examples.tour.ipc.OneCounter;
import io.heddle.examples.tour.ipc.PipeBothWays;
import io.heddle.examples.tour.ipc.QueueLimits;
import io.heddle.examples.tour.ipc.ServedObjects;
import io.heddle.examples.tour.ipc.WakeBySignal;
import io.heddle.examples.tour.ipc.WriterAndReader;
import io.heddle.examples.tour.machine.ConcurrentAndParallel;
import io.heddle.examples.tour.machine.FetchAndExecute;
import io.heddle.examples.tour.machine.PoliciesCompared;
import io.heddle.examples.tour.machine.StatesOfATask;
import io.heddle.examples.tour.machine.TimeSlices;
import io.heddle.examples.tour.pool.AsTheyComplete;
import io.heddle.examples.tour.pool.CancelWhatRuns;
import io.heddle.examples.tour.pool.FetchPages;
import io.heddle.examples.tour.pool.FiveOnFour;
import io.heddle.examples.tour.pool.MapInOrder;
import io.heddle.examples.tour.pool.OneByOneAndAllAtOnce;
import io.heddle.examples.tour.pool.PoolAsABlock;
import io.heddle.examples.tour.pool.Squares;
import io.heddle.examples.tour.pool.SubmitAndCancel;
import io.heddle.examples.tour.pool.WaitForSome;
import io.heddle.examples.tour.process.AboutAProcess;
import io.heddle.examples.tour.process.Arguments;
import io.heddle.examples.tour.process.CopyFiles;
import io.heddle.examples.tour.process.DaemonChild;
import io.heddle.examples.tour.process.Downloads;
import io.heddle.examples.tour.process.ForkAndReport;
import io.heddle.examples.tour.process.InAnyOrder;
import io.heddle.examples.tour.process.MainWaits;
import io.heddle.examples.tour.process.MixedMode;
import io.heddle.examples.tour.process.NothingShared;
import io.heddle.examples.tour.process.PreforkedServer;
import io.heddle.examples.tour.process.SignalTable;
import io.heddle.examples.tour.process.StartAndJoin;
import io.heddle.examples.tour.process.StatesOfAChild;
import io.heddle.examples.tour.process.Terminate;
import io.heddle.examples.tour.process.ThreadsInside;
import io.heddle.examples.tour.process.TwoLoops;
import io.heddle.examples.tour.process.WaysToJoin;
import io.heddle.examples.tour.thread.DaemonThreads;
import io.heddle.examples.tour.thread.DeadlocksAreNamed;
import io.heddle.examples.tour.thread.FiftyThreads;
import io.heddle.examples.tour.thread.HowManyRun;
import io.heddle.examples.tour.thread.LostUpdate;
import io.heddle.examples.tour.thread.NamedLoop;
import io.heddle.examples.tour.thread.NeverReleased;
import io.heddle.examples.tour.thread.OnAllCores;
import io.heddle.examples.tour.thread.ProducerAndConsumers;
import io.heddle.examples.tour.thread.QueueByItself;
import io.heddle.examples.tour.thread.SharedList;
import io.heddle.examples.tour.thread.TaskAsClass;
import io.heddle.examples.tour.thread.ThreadArguments;
import io.heddle.examples.tour.thread.TooManyWorkers;
import io.heddle.examples.tour.thread.TwoFunctions;
import io.heddle.examples.tour.thread.Unordered;
import io.heddle.examples.tour.thread.WaitingTogether;
import io.heddle.examples.tour.thread.WhichKind;
import io.heddle.examples.tour.thread.WithALock;
import java.util.List;

/// What the programs are about, and which there are, in the order of the tour.
public enum Area {
    /// One process beside another.
    PROCESSES("Processes"),

    /// Many tasks, and what becomes of them.
    POOLS("Pools, futures"),

    /// What processes share and send each other.
    TALKING("Talking between processes"),

    /// Work that several machines share.
    MACHINES("Many machines"),

    /// Several threads of one process.
    THREADS("Threads"),

    /// Very many at once, or one at a time.
    COROUTINES("Coroutines"),

    /// Programs that are not ours.
    COMMANDS("External commands"),

    /// Models of the parts of a computer.
    MACHINE("How a computer multitasks (simulated)");

    private final String title;

    Area(String title) {
        this.title = title;
    }

    /// Says it to people.
    ///
    /// @return a few words
    public String title() {
        return title;
    }

    /// Lists its programs: a class is named here and nowhere else.
    ///
    /// @return their classes, in the order of the tour
    public List<Class<? extends Program>> programs() {
        return switch (this) {
            case PROCESSES ->
                    List.of(
                            ForkAndReport.class,
                            StartAndJoin.class,
                            Arguments.class,
                            AboutAProcess.class,
                            InAnyOrder.class,
                            WaysToJoin.class,
                            TwoLoops.class,
                            NothingShared.class,
                            MainWaits.class,
                            DaemonChild.class,
                            Terminate.class,
                            SignalTable.class,
                            StatesOfAChild.class,
                            ThreadsInside.class,
                            MixedMode.class,
                            PreforkedServer.class,
                            Downloads.class,
                            CopyFiles.class);
            case POOLS ->
                    List.of(
                            FiveOnFour.class,
                            Squares.class,
                            OneByOneAndAllAtOnce.class,
                            SubmitAndCancel.class,
                            CancelWhatRuns.class,
                            MapInOrder.class,
                            AsTheyComplete.class,
                            WaitForSome.class,
                            FetchPages.class,
                            PoolAsABlock.class);
            case TALKING ->
                    List.of(
                            WriterAndReader.class,
                            QueueLimits.class,
                            PipeBothWays.class,
                            BlockOfMemory.class,
                            WakeBySignal.class,
                            EchoSocket.class,
                            ServedObjects.class,
                            OneCounter.class);
            case MACHINES -> List.of(TaskMaster.class, TaskWorker.class);
            case THREADS ->
                    List.of(
                            TwoFunctions.class,
                            TaskAsClass.class,
                            FiftyThreads.class,
                            HowManyRun.class,
                            NamedLoop.class,
                            DaemonThreads.class,
                            ThreadArguments.class,
                            Unordered.class,
                            SharedList.class,
                            LostUpdate.class,
                            NeverReleased.class,
                            WithALock.class,
                            DeadlocksAreNamed.class,
                            ProducerAndConsumers.class,
                            QueueByItself.class,
                            OnAllCores.class,
                            TooManyWorkers.class,
                            WaitingTogether.class,
                            WhichKind.class);
            case COROUTINES ->
                    List.of(
                            SingAndDance.class,
                            AnyBlockingCall.class,
                            GreedyAndModest.class,
                            VeryMany.class);
            case COMMANDS -> List.of(CallAProgram.class, TalkToAProgram.class);
            case MACHINE ->
                    List.of(
                            FetchAndExecute.class,
                            TimeSlices.class,
                            ConcurrentAndParallel.class,
                            StatesOfATask.class,
                            PoliciesCompared.class);
        };
    }
}
