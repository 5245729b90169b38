package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const installTimeout = 5 * time.Minute

// install fills folder with the Debian packages of version and the libraries that
// they need. It needs no root and leaves the system's own packages alone: apt works
// out the dependencies in a private state that starts empty, and dpkg unpacks.
// Several processes may install at once; one does the work, the others wait.
func install(ctx context.Context, version Version, folder string) error {
	ctx, cancel := context.WithTimeout(ctx, installTimeout)
	defer cancel()
	for _, tool := range []string{"apt-get", "dpkg", "dpkg-deb"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("it is installed by itself on Debian only: there is no %s here", tool)
		}
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return err
	}
	unlock, err := lock(ctx, folder+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if found, err := unpacked(folder, version); err == nil && found.check(ctx, version) == nil {
		return nil // Another process was faster.
	}

	work, err := os.MkdirTemp(filepath.Dir(folder), string(version)+".install-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	root := filepath.Join(work, "root")
	if err := os.Mkdir(root, 0o755); err != nil {
		return err
	}
	packages, err := download(ctx, version, work)
	if err != nil {
		return err
	}
	for _, file := range packages {
		if !wanted(filepath.Base(file), version) {
			continue
		}
		if err := run(ctx, "dpkg", "-x", file, root); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return os.Rename(root, folder)
}

// lock takes an exclusive lock on the file at path, which the kernel gives up when
// this process ends, however it ends.
func lock(ctx context.Context, path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { file.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			file.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			file.Close()
			return nil, fmt.Errorf("lock %s: another process is installing: %w", path, ctx.Err())
		}
	}
}

// download fetches the packages of version with all that they depend on, and
// returns the files.
func download(ctx context.Context, version Version, work string) ([]string, error) {
	mirror, err := debianMirror(ctx)
	if err != nil {
		return nil, err
	}
	for _, folder := range []string{"state/lists/partial", "cache/archives/partial"} {
		if err := os.MkdirAll(filepath.Join(work, folder), 0o755); err != nil {
			return nil, err
		}
	}
	files := map[string]string{
		"sources.list": "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg target=Packages] " +
			mirror + " " + version.suite() + " main\n",
		"state/status": "", // Nothing is installed, so every dependency is fetched.
		"apt.conf":     aptConfiguration(work),
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(work, name), []byte(content), 0o644); err != nil {
			return nil, err
		}
	}
	configuration := filepath.Join(work, "apt.conf")
	if err := run(ctx, "apt-get", "-c", configuration, "-qq", "update"); err != nil {
		return nil, err
	}
	arguments := append([]string{"-c", configuration, "-qq", "--yes", "--download-only", "install"}, version.packages()...)
	if err := run(ctx, "apt-get", arguments...); err != nil {
		return nil, err
	}
	return filepath.Glob(filepath.Join(work, "cache", "archives", "*.deb"))
}

// aptConfiguration points everything that apt reads or writes into the folder
// work, and forgets the hooks of the system's own configuration, which are about
// the system's packages. Its proxy settings stay in force.
func aptConfiguration(work string) string {
	return strings.ReplaceAll(`Dir::Etc::SourceList "WORK/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State "WORK/state";
Dir::State::status "WORK/state/status";
Dir::Cache "WORK/cache";
APT::Sandbox::User "";
APT::Install-Recommends "false";
APT::Update::Error-Mode "any";
Acquire::Retries "2";
Acquire::Languages "none";
Acquire::PDiffs "false";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Install-Pkgs;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
`, "WORK", work)
}

// debianMirror returns the address of the Debian mirror that the system itself
// uses.
func debianMirror(ctx context.Context) (string, error) {
	output, err := exec.CommandContext(ctx, "apt-get", "indextargets",
		"--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages").Output()
	if err != nil {
		return "", fmt.Errorf("apt-get indextargets: %w", err)
	}
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(output)) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[1] != "main" {
			continue
		}
		switch suite := fields[0]; {
		case suite == "stable", suite == "testing", suite == "unstable", suite == "sid",
			strings.Contains(string(release), "ID=debian") && strings.Contains(string(release), "VERSION_CODENAME="+suite+"\n"):
			return fields[2], nil
		}
	}
	return "", errors.New("the system's apt sources name no Debian mirror")
}

// wanted tells the server and its libraries from programs that only the packages'
// set-up scripts would call, such as adduser and perl.
func wanted(file string, version Version) bool {
	product, _, _ := strings.Cut(string(version), "-")
	for _, prefix := range []string{product + "-", "lib", "zlib1g", "lua-"} {
		if strings.HasPrefix(file, prefix) {
			return !strings.Contains(file, "perl")
		}
	}
	return false
}

func run(ctx context.Context, name string, arguments ...string) error {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(output)))
	}
	return nil
}
