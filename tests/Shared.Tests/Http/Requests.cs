using System.Text;
using HoopLike.Shared.Http;

namespace HoopLike.Shared.Tests.Http;

/// <summary>Requests, said shortly.</summary>
static class Requests
{
    public static readonly HttpHeader Json = new("Content-Type", "application/json");

    public static HttpTarget Target(string text) => HttpTarget.TryParse(text, out var target, out var refusal) ? target : throw new ArgumentException(refusal, nameof(text));

    public static HttpOperation Get(string target, params HttpHeader[] headers) => new("GET", Target(target), headers);

    public static HttpOperation Post(string target, string json) => new("POST", Target(target), new[] { Json }, Encoding.UTF8.GetBytes(json));

    public static HttpOperation Post(string json) => Post("/", json);

    public static HttpOperation Unread(string target) => new("POST", Target(target), new[] { Json }, unread: "the body is longer than what is held");
}
