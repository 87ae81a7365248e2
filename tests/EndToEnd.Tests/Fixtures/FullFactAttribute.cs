using Xunit;

namespace HoopLike.EndToEnd.Tests.Fixtures;

/// <summary>A long form: found only by <c>./test.sh --full</c>, so that the usual run has nothing to skip.</summary>
[AttributeUsage(AttributeTargets.Method)]
[Xunit.Sdk.XunitTestCaseDiscoverer("HoopLike.EndToEnd.Tests.Fixtures.FullFactDiscoverer", "HoopLike.EndToEnd.Tests")]
sealed class FullFactAttribute : FactAttribute;

sealed class FullFactDiscoverer(Xunit.Abstractions.IMessageSink sink) : Xunit.Sdk.IXunitTestCaseDiscoverer
{
    public IEnumerable<Xunit.Sdk.IXunitTestCase> Discover(Xunit.Abstractions.ITestFrameworkDiscoveryOptions discoveryOptions, Xunit.Abstractions.ITestMethod testMethod, Xunit.Abstractions.IAttributeInfo factAttribute) =>
        Environment.GetEnvironmentVariable("HOOPLIKE_FULL_TESTS") == "1" ? [new Xunit.Sdk.XunitTestCase(sink, Xunit.Sdk.TestMethodDisplay.ClassAndMethod, Xunit.Sdk.TestMethodDisplayOptions.None, testMethod)] : [];
}
