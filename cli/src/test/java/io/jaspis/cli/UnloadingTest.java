package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditPlan;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application server that loads an application with Jaspis in it, uses it on threads of its own, and drops it. */
final class UnloadingTest {
    private static final int LOADS = 4;
    private static final int SIMD_LOADS = 1;
    /** No measure of speed: it ends a wait without end. Until the compiler is done with a method, it holds its loader. */
    private static final long MOST_NANOSECONDS = 600_000_000_000L;

    @TempDir
    Path folder;

    /** The application: an audit through the library. Each loader has a class of this name. */
    public static final class Application {
        private Application() {}

        public static void run(String model, String data) throws IOException {
            Providers.warm();
            Graph network = Onnx.read(Path.of(model));
            Dataset cases = Datasets.read(Path.of(data));
            Problem problem = new Problem(network, cases, new Threat(Norm.LINF, 0.02, 0, 1), Cpu.best(), 64);
            List<Attack> attacks = List.of(GradientDescent.fgsm(), GradientDescent.pgd(Loss.MARGIN, 3, 1));
            List<Certifier> certifiers = List.of(new IntervalBounds());
            AuditPlan plan = new AuditPlan(attacks, certifiers, 1)
                    .withCurve(new AuditPlan.Curve(List.of(0.01), attacks, certifiers));
            new Audit(problem, plan).run(cases.count(), new Audit.Listener() {}, () -> false);
        }
    }

    /** The server, in a Java of its own. */
    static final class Server {
        public static void main(String[] arguments) throws Exception {
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            try (ExecutorService requests = Executors.newFixedThreadPool(2)) {
                for (int i = 0; i < LOADS; i++) {
                    // SIMD kernels take long to start, so most loads do without.
                    System.setProperty("jaspis.kernels", i < SIMD_LOADS ? "simd" : "scalar");
                    WeakReference<ClassLoader> loader =
                            requests.submit(() -> useOnce(arguments)).get();
                    loaders.add(loader);
                }
                long start = System.nanoTime();
                while (left(loaders) > 0 && System.nanoTime() - start < MOST_NANOSECONDS) {
                    System.gc();
                    Thread.sleep(50);
                }
                System.out.println("loaders left: " + left(loaders) + ", workers left: " + workers());
            }
        }

        private static WeakReference<ClassLoader> useOnce(String[] arguments) throws Exception {
            List<URL> path = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                URI place = Path.of(entry).toUri();
                path.add(place.toURL());
            }
            try (URLClassLoader loader =
                    new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
                loader.loadClass(Application.class.getName())
                        .getMethod("run", String.class, String.class)
                        .invoke(null, (Object[]) arguments);
                return new WeakReference<>(loader);
            }
        }

        private static long left(List<WeakReference<ClassLoader>> loaders) {
            return loaders.stream().filter(loader -> loader.get() != null).count();
        }

        private static List<String> workers() {
            return Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("jaspis-"))
                    .toList();
        }
    }

    @Test
    void droppedLoadersAreCollectedAndTheirThreadsEnd() throws IOException, InterruptedException {
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 130);
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Djaspis.threads=3"));
        // Caches of libraries that the collector may empty when it likes are emptied at once.
        command.add("-XX:SoftRefLRUPolicyMSPerMB=0");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Server.class.getName()));
        command.addAll(Arrays.asList(model.toString(), data.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), told);
        assertEquals("loaders left: 0, workers left: []", told.lines().toList().getLast(), told);
    }
}
