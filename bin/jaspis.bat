@echo off
rem Runs the jaspis command on Windows, and builds it first where that was never done. After a change of the sources,
rem delete cli\target, and the next run builds again.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "ROOT=%%~fI"

set "JDK="
if defined JAVA_HOME call :try "%JAVA_HOME%"
for /f "delims=" %%J in ('where javac.exe 2^>nul') do call :try "%%~dpJ.."
if not defined JDK (
  echo Jaspis needs a JDK of version 25 or newer, and neither JAVA_HOME nor the PATH has one.>&2
  echo Install one, for example Temurin 25 from adoptium.net, set JAVA_HOME to where it is, and try again.>&2
  exit /b 2
)

rem What ./jaspis dist makes has all libraries in one folder, and builds nothing.
set "LIBRARIES=%ROOT%\cli\target\jaspis-cli.jar;%ROOT%\cli\target\lib\*"
if exist "%ROOT%\lib\jaspis-cli.jar" (
  set "LIBRARIES=%ROOT%\lib\*"
  goto run
)

if "%~1"=="bench" (
  echo The benchmarks run on Linux: see bench\README.md.>&2
  exit /b 2
)

if not exist "%ROOT%\cli\target\jaspis-cli.jar" goto build
if not exist "%ROOT%\cli\target\lib\" goto build
goto run

:build
where mvn >nul 2>nul
if errorlevel 1 (
  echo Jaspis is built with Maven 3.8 or newer, and there is no 'mvn' on the PATH. Install it and try again.>&2
  exit /b 2
)
echo Building Jaspis, which the first time also downloads its libraries ...>&2
set "JAVA_HOME=%JDK%"
pushd "%ROOT%"
call mvn -B -q -ntp -pl cli -am -DskipTests -Dspotless.check.skip=true package >&2
if errorlevel 1 (
  popd
  echo The build failed; Maven says above why.>&2
  exit /b 2
)
popd

:run
rem Jars of the user's own, with attacks or certifiers; quotes around folders with blanks would end the option's own.
if defined JASPIS_CLASSPATH set "LIBRARIES=%LIBRARIES%;%JASPIS_CLASSPATH:"=%"
rem The same options as in the script for other systems, but for the encoding of what is printed: Java knows the console's.
rem Where JASPIS_OPTS says something of the heap or the collector, both are its own.
set "VECTORS=io.jaspis.tensor.kernels.simd*::*"
set "KERNELS=--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:Tier4BackEdgeThreshold=2000000 -XX:Tier4MinInvocationThreshold=100"
set "KERNELS=%KERNELS% -XX:Tier4InvocationThreshold=20000 -XX:Tier4CompileThreshold=60000 -XX:CompileCommand=quiet"
set "KERNELS=%KERNELS% -XX:CompileCommand=CompileThresholdScaling,%VECTORS%,0.1 -XX:CompileCommand=BackgroundCompilation,%VECTORS%,false"
if "%~1"=="" set "KERNELS="
if "%~1"=="help" set "KERNELS="
if "%~1"=="info" set "KERNELS="
if "%~1"=="check" set "KERNELS="
if "%~1"=="--help" set "KERNELS="
if "%~1"=="--version" set "KERNELS="
set "COLLECTOR=-XX:+UseSerialGC -Xms128m -XX:NewSize=64m -XX:MaxRAM=8g -XX:MaxRAMPercentage=50"
if defined JASPIS_OPTS call :own_memory
"%JDK%\bin\java.exe" %KERNELS% %COLLECTOR% --sun-misc-unsafe-memory-access=allow -Djava.awt.headless=true "-Djaspis.home=%ROOT%" %JASPIS_OPTS% -cp "%LIBRARIES%" io.jaspis.cli.Jaspis %*
exit /b %ERRORLEVEL%

rem Leaves heap and collector to JASPIS_OPTS where it has such options. Quotes in it would end those of the comparison.
:own_memory
set "GIVEN=%JASPIS_OPTS:"=%"
if not "%GIVEN:-Xm=%"=="%GIVEN%" set "COLLECTOR="
if not "%GIVEN:-XX=%"=="%GIVEN%" set "COLLECTOR="
exit /b 0

rem Takes a JDK if it is the first that is new enough. Its file 'release' says its version.
:try
if defined JDK exit /b 0
if not exist "%~f1\bin\java.exe" exit /b 0
if not exist "%~f1\release" exit /b 0
set "VERSION="
set "MAJOR=0"
for /f "usebackq tokens=1,2 delims==" %%A in ("%~f1\release") do if "%%A"=="JAVA_VERSION" set "VERSION=%%~B"
for /f "delims=.-+" %%M in ("%VERSION%") do set "MAJOR=%%M"
if %MAJOR% GEQ 25 set "JDK=%~f1"
exit /b 0
