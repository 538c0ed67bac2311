"""PostgreSQL's own source package, of which its tests are used here: fetched with apt-get, never committed."""

import os
import re
import shutil
import subprocess

from cluster import PG_BIN
from running import Differs

PACKAGE = "postgresql-15"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SUITES = (("http://deb.debian.org/debian", "bookworm"), ("http://deb.debian.org/debian", "bookworm-updates"),
          ("http://deb.debian.org/debian-security", "bookworm-security"))


def run(argv, folder=None):
    done = subprocess.run(argv, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    if done.returncode != 0:
        raise Differs(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def version_key(version):
    return [int(each) for each in re.findall(r"\d+", version)]


class Source:
    """The unpacked source in `cache`, and what was compiled from it."""

    def __init__(self, cache):
        self.cache = cache
        os.makedirs(cache, exist_ok=True)
        found = self._unpacked()
        if not found:
            self._fetch()
            found = self._unpacked()
        if not found:
            raise Differs(f"there is no PostgreSQL source in {cache}")
        self.root = found
        self.version = os.path.basename(found).removeprefix("postgresql-")
        self.tests = f"{self.root}/src/test"

    def _unpacked(self):
        names = [each for each in os.listdir(self.cache) if re.fullmatch(r"postgresql-15\.\d+", each)]
        return f"{self.cache}/{max(names, key=version_key)}" if names else None

    def _apt(self):
        """apt with lists of its own, so that the system's are left as they are and nobody has to be root."""
        state = f"{self.cache}/apt"
        os.makedirs(f"{state}/lists/partial", exist_ok=True)
        os.makedirs(f"{state}/cache/archives/partial", exist_ok=True)
        with open(f"{state}/sources.list", "w", encoding="ascii") as file:
            file.writelines(f"deb-src [signed-by={KEYRING}] {url} {suite} main\n" for url, suite in SUITES)
        settings = {"Dir::Etc::SourceList": f"{state}/sources.list", "Dir::Etc::SourceParts": "/dev/null",
                    "Dir::State::Lists": f"{state}/lists", "Dir::Cache": f"{state}/cache", "Acquire::Languages": "none",
                    "APT::Sandbox::User": "root", "Acquire::Retries": "3"}
        return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]

    def _fetch(self):
        apt = self._apt()
        run(["apt-get", "-q", *apt, "update"])
        versions = re.findall(r"^Version: (\S+)", run(["apt-cache", *apt, "showsrc", PACKAGE]), re.MULTILINE)
        failed = []
        # The newest that the mirror really has: it may list one that it does not keep.
        for version in sorted(set(versions), key=version_key, reverse=True):
            try:
                run(["apt-get", "-q", *apt, "source", "--download-only", f"{PACKAGE}={version}"], self.cache)
            except Differs as problem:
                failed.append(str(problem))
                continue
            upstream = version.split("-")[0]
            # apt has compared the archive with the signed checksums.
            partial = f"{self.cache}/unpacking"
            shutil.rmtree(partial, ignore_errors=True)
            os.makedirs(partial)
            run(["tar", "xf", f"{self.cache}/{PACKAGE}_{upstream}.orig.tar.bz2", "-C", partial, "--no-same-owner"])
            os.rename(f"{partial}/postgresql-{upstream}", f"{self.cache}/postgresql-{upstream}")
            os.rmdir(partial)
            return
        raise Differs("apt-get source found no version of " + PACKAGE + "\n" + "\n".join(failed))

    def _newer(self, made, source):
        return os.path.exists(made) and os.path.getmtime(made) >= os.path.getmtime(source)

    def regress_library(self):
        """The C functions that the regression suite calls, compiled for the installed server."""
        made, source = f"{self.cache}/built/regress.so", f"{self.tests}/regress/regress.c"
        if not self._newer(made, source):
            os.makedirs(os.path.dirname(made), exist_ok=True)
            include = run([f"{PG_BIN}/pg_config", "--includedir-server"]).strip()
            run(["gcc", "-O1", "-fPIC", "-shared", "-w", f"-I{include}", source, "-o", made])
        return made

    def libpq_pipeline(self):
        made, source = f"{self.cache}/built/libpq_pipeline", f"{self.tests}/modules/libpq_pipeline/libpq_pipeline.c"
        if not self._newer(made, source):
            os.makedirs(os.path.dirname(made), exist_ok=True)
            include = [run([f"{PG_BIN}/pg_config", what]).strip() for what in ("--includedir-server", "--includedir")]
            run(["gcc", "-O1", "-w", *(f"-I{each}" for each in include), source, "-o", made, "-L/usr/lib/postgresql/15/lib", "-lpgcommon", "-lpgport",
                 "-lpq", "-lm"])
        return made
