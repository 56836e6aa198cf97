"""Files of a project: up, down and away, for its own people only."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from rest_framework import serializers
from rest_framework.response import Response

from matchmaker.lib.api.etags import etag_of
from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem, Wrong
from matchmaker.lib.api.schemas import body
from matchmaker.sourcing.api.base import KEY, SourcingView
from matchmaker.sourcing.models import Attachment
from matchmaker.sourcing.projects import files, selectors
from matchmaker.sourcing.projects.errors import FileRefused
from matchmaker.sourcing.projects.forms import FileForm
from matchmaker.sourcing.projects.people import seat_of

PLACES = {"files": "/file"}


class FileOut(serializers.ModelSerializer):
    """`mime` is what the content is; `by` is the organisation that brought it."""

    by = serializers.IntegerField(source="by_id")

    class Meta:
        model = Attachment
        fields = ("id", "project", "milestone", "kind", "by", "name", "mime", "size", "sha256", "created_at")


class FileView(SourcingView):
    out = FileOut

    def rows(self) -> Any:
        return selectors.files_of(self.home)

    def root(self, row: Any) -> Any:
        return row.project


class Files(FileView):
    @operation("projects:read", "Files of a project", answer=FileOut, many=True)
    def get(self, request: Any, pk: int) -> Response:
        project = get_object_or_404(selectors.projects_of(self.home), pk=pk)
        return self.page(self.rows().filter(project=project), order=("created_at", "pk"))

    @operation(
        "projects:write", "Put a file in", answer=FileOut, body=body({"milestone": KEY}), creates=True, upload=True
    )
    def post(self, request: Any, pk: int) -> Response:
        """A PDF, picture, table or text up to 10 MB; `milestone`: what it proves. The same content again for the same
        thing is the first file.
        """
        given, project = self.body(), get_object_or_404(selectors.project_details(self.home), pk=pk)
        if not seat_of(project, self.home).works:
            raise Problem(404)
        typed = {name: str(key) for name, key in given.items()}
        form = self.filled(FileForm(project, typed, MultiValueDict({"files": [request.FILES["file"]]})), PLACES)
        told = {"project": project, "by": self.home, "actor": request.user, "milestone": form.cleaned_data["milestone"]}
        try:
            row = files.attachment_add(upload=form.cleaned_data["files"][0], **told)
        except FileRefused as refused:
            raise Problem(422, errors=[Wrong("/file", "file_refused", str(refused.message))]) from refused
        return self.answer(row, status=201)


class OneFile(FileView):
    @operation("projects:read", "The content of a file", media="application/octet-stream")
    def get(self, request: Any, pk: int) -> FileResponse:
        row = self.one(self.rows(), pk)
        answer = files.file_response(row)
        answer["Content-Type"], answer["ETag"] = "application/octet-stream", etag_of(self.show(row))
        return answer

    @operation("projects:write", "Throw a file away")
    def delete(self, request: Any, pk: int) -> Response:
        """Whoever brought it, until its milestone is confirmed."""
        files.attachment_remove(attachment=self.held(self.rows(), pk), by=self.home)
        return Response(status=204)
